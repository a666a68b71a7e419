import { openBenchEnvironment } from './feed/bench-environment.ts'
import { estimate, rotated, verdict } from './paired.ts'
import { rebuiltViews } from './rebuild/rebuilt-views.ts'
import { median, table } from './table.ts'

/** The largest time of rebuilding all views, as a multiple of the slowest one alone. */
const MAX_OF_SLOWEST = 2

export interface RebuildPlan {
  readonly serverUrl: string
  readonly rounds: number
  readonly cases: number
  printLine(line: string): void
}

const quotients = (one: readonly number[], other: readonly number[]): readonly number[] =>
  one.map((value, round) => value / (other[round] ?? Number.NaN))

/**
 * Measures the rebuild of views against their own limits: the same reading, parsing and folding without a write, and of
 * all views by one reading against the slowest of them alone. All are measured in each round, in changing order.
 */
export const compareRebuilds = async ({ serverUrl, rounds, cases, printLine }: RebuildPlan): Promise<void> => {
  const environment = await openBenchEnvironment(serverUrl, '')
  try {
    const { events, views, bare, rebuild, rebuildAll, lockedMs } = await rebuiltViews(environment, cases)
    printLine(`A log of ${events.toLocaleString('en')} events recorded`)
    const contestants = [
      ...views.flatMap((view) => [
        { name: `bare ${view}`, run: () => bare(view) },
        { name: `rebuild ${view}`, run: () => rebuild(view) },
      ]),
      { name: 'all', run: rebuildAll },
    ]
    const measured = new Map<string, number[]>(contestants.map(({ name }) => [name, []]))
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, run } of rotated(contestants, round)) measured.get(name)?.push(await run())
      printLine(`round ${round + 1} of ${rounds} measured`)
    }
    const of = (name: string): readonly number[] => measured.get(name) ?? []
    const rate = (name: string): string => Math.round((events * 1_000) / median(of(name))).toLocaleString('en')
    const interval = (ratios: readonly number[]): string => {
      const { median: middle, low, high } = estimate(ratios)
      return `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
    }
    printLine('')
    printLine(
      `Events of the log a second, medians of ${rounds} rounds; the part of its own limit that a view reaches, with its 95 % interval`,
    )
    printLine(
      table([
        ['', 'bare limit', 'rebuild', 'part of the limit'],
        ...views.map((view) => [
          view,
          rate(`bare ${view}`),
          rate(`rebuild ${view}`),
          interval(quotients(of(`bare ${view}`), of(`rebuild ${view}`))),
        ]),
      ]),
    )
    const slowest = views.toSorted((one, other) => median(of(`rebuild ${other}`)) - median(of(`rebuild ${one}`)))[0] ?? ''
    const ratios = quotients(of('all'), of(`rebuild ${slowest}`))
    const sum = Array.from({ length: rounds }, (_, round) => views.reduce((total, view) => total + (of(`rebuild ${view}`)[round] ?? 0), 0))
    printLine('')
    printLine(`All ${views.length} views by one reading: ${(median(of('all')) / 1_000).toFixed(1)} s`)
    printLine(
      `  as a multiple of ${slowest}, the slowest alone: ${interval(ratios)}, at most ${MAX_OF_SLOWEST}: ${verdict(estimate(ratios), { maximum: MAX_OF_SLOWEST })}`,
    )
    printLine(`  as a multiple of one after another: ${interval(quotients(of('all'), sum))}`)
    const locks = lockedMs()
    printLine(
      `The writer of a view was locked out for ${median(locks).toFixed(0)} ms in the median of ${locks.length} swaps, at most ${Math.max(...locks).toFixed(0)}`,
    )
  } finally {
    await environment.close()
  }
}
