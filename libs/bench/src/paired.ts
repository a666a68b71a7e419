/** The median of paired ratios with its 95 % interval. */
export interface Estimate {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** A bound on a ratio: it must reach `minimum`, or must not exceed `maximum`. */
export type Bar = { readonly minimum: number } | { readonly maximum: number }

/** `unclear`: the interval contains the bar. */
export type Verdict = 'met' | 'missed' | 'unclear'

/** The chance that at most `k` of `n` tosses of a coin are heads. */
const atMost = (k: number, n: number): number => {
  let term = 0.5 ** n
  let sum = 0
  for (let heads = 0; heads <= k; heads += 1) {
    sum += term
    term = (term * (n - heads)) / (heads + 1)
  }
  return sum
}

/**
 * The median of some ratios, with its distribution-free interval of at least 95 %: between which two of the sorted
 * ratios the true median lies, by the sign test. Fewer than six ratios have no such interval: then it is unbounded.
 * @param ratios each of two measurements of the same round, so that what slowed a round down is in both
 */
export const estimate = (ratios: readonly number[]): Estimate => {
  const sorted = ratios.toSorted((a, b) => a - b)
  const middle = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]] as [number, number]
  let outside = -1
  while (atMost(outside + 1, sorted.length) <= 0.025) outside += 1
  return {
    median: (middle[0] + middle[1]) / 2,
    low: sorted[outside] ?? Number.NEGATIVE_INFINITY,
    high: sorted[sorted.length - 1 - outside] ?? Number.POSITIVE_INFINITY,
  }
}

/**
 * A percentile of some values with its distribution-free interval of about 95 %: between which two of the sorted values the
 * true one lies, by the number of values below it. With too few values for that, the interval is unbounded.
 * @param share from 0 to 1
 */
export const percentileOf = (values: readonly number[], share: number): Estimate => {
  const sorted = values.toSorted((a, b) => a - b)
  const spread = 1.96 * Math.sqrt(sorted.length * share * (1 - share))
  const [low, high] = [Math.floor(sorted.length * share - spread) - 1, Math.ceil(sorted.length * share + spread)]
  return {
    median: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0,
    low: sorted[low] ?? Number.NEGATIVE_INFINITY,
    high: sorted[high] ?? Number.POSITIVE_INFINITY,
  }
}

/** Whether nothing failed of what was tried: unclear, if nothing was. */
export const noneFailed = (failed: number, tried: number): Verdict => (failed > 0 ? 'missed' : tried === 0 ? 'unclear' : 'met')

/** Whether the ratio keeps the bar, as far as its interval shows. */
export const verdict = ({ low, high }: Estimate, bar: Bar): Verdict => {
  if ('minimum' in bar) return low >= bar.minimum ? 'met' : high < bar.minimum ? 'missed' : 'unclear'
  return high <= bar.maximum ? 'met' : low > bar.maximum ? 'missed' : 'unclear'
}

/** In another order in each round, so that no contestant always follows the same one. */
export const rotated = <T>(contestants: readonly T[], round: number): readonly T[] => {
  const start = round % contestants.length
  const turned = [...contestants.slice(start), ...contestants.slice(0, start)]
  return Math.floor(round / contestants.length) % 2 === 0 ? turned : turned.toReversed()
}
