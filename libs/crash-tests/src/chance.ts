/** Chance that a seed repeats. */
export interface Chance {
  /** A number from 0 to below 1. */
  next(): number
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number
  /** One of some. */
  oneOf<T>(some: readonly T[]): T
}

/** @param seed a whole number; the same one gives the same chance */
export const chance = (seed: number): Chance => {
  let state = seed >>> 0
  // An additive step and two rounds of mixing: enough to choose victims and moments by.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    const once = Math.imul(state ^ (state >>> 15), state | 1)
    const twice = once ^ (once + Math.imul(once ^ (once >>> 7), once | 61))
    return ((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    oneOf: (some) => {
      const one = some[between(0, some.length - 1)]
      if (one === undefined) throw new RangeError('there is nothing to choose from')
      return one
    },
  }
}
