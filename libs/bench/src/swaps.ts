import { storeFeed, waitFor } from '@case-timeline/feed'
import { projection, verify } from '@case-timeline/projections'
import { openBenchEnvironment } from './feed/bench-environment.ts'
import { percentile } from './load.ts'
import { noneFailed, percentileOf, verdict } from './paired.ts'
import { swappedView } from './rebuild/swapped-view.ts'
import { table } from './table.ts'

/**
 * The longest time for which a swap may lock out the writer of a view, in milliseconds, of 999 of 1,000 swaps; and for which
 * a read or a write may take meanwhile, of 99 of 100.
 */
const MAX_PAUSE_MS = 100

export interface SwapsPlan {
  readonly serverUrl: string
  readonly swaps: number
  readonly cases: number
  printLine(line: string): void
}

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((one, other) => one - other)

/**
 * Rebuilds a view again and again while it is filled and read: for how long each swap locks out the writer, how long reads
 * and writes take meanwhile, and how many of them fail.
 */
export const measureSwaps = async ({ serverUrl, swaps, cases, printLine }: SwapsPlan): Promise<void> => {
  const environment = await openBenchEnvironment(serverUrl, '')
  try {
    const store = environment.storeOf('investigation')
    const swapped = await swappedView(environment, cases)
    const { view, db } = swapped
    const ending = new AbortController()
    const { stopped } = await storeFeed({ store }).consume({ db, consumer: projection(view, store), signal: ending.signal })
    await waitFor(db, projection(view, store).name, await store.lastPosition(), 600_000)
    printLine(`A view of ${cases.toLocaleString('en')} cases is filled`)
    const idle = await swapped.underLoad(() => swapped.rest(5_000))
    const locked: number[] = []
    const during = await swapped.underLoad(async () => {
      for (let left = swaps; left > 0; left -= 1) locked.push(await swapped.rebuild())
    })
    await waitFor(db, projection(view, store).name, await store.lastPosition(), 60_000)
    ending.abort()
    await stopped
    const { differing, rows } = await verify({ view, store, db })
    const row = (name: string, values: readonly number[], failed: string): readonly string[] => [
      name,
      ...[0.5, 0.99, 0.999, 1].map((share) => percentile(sorted(values), share).toFixed(1)),
      String(values.length),
      failed,
    ]
    printLine('')
    printLine(
      table([
        ['milliseconds', 'p50', 'p99', 'p99.9', 'most', 'number', 'failed'],
        row('reads, no rebuild', idle.reads, String(idle.failed)),
        row('reads, rebuilds', during.reads, String(during.failed)),
        row('writes, no rebuild', idle.writes, ''),
        row('writes, rebuilds', during.writes, ''),
        row('swaps lock out the writer', locked, ''),
      ]),
    )
    const pause = percentile(sorted(locked), 0.999)
    printLine(
      `p99.9 of the pauses of ${swaps} swaps: ${pause.toFixed(1)} ms, at most ${MAX_PAUSE_MS}: ${pause < MAX_PAUSE_MS ? 'met' : 'missed'}`,
    )
    for (const [what, values] of [
      ['reads', during.reads],
      ['writes', during.writes],
    ] as const) {
      const p99 = percentileOf(values, 0.99)
      const verdictOnP99 = verdict(p99, { maximum: MAX_PAUSE_MS })
      printLine(`p99 of ${what} during rebuilds: ${p99.median.toFixed(1)} ms, at most ${MAX_PAUSE_MS}: ${verdictOnP99}`)
    }
    const tried = during.reads.length + during.writes.length + during.failed
    printLine(`Reads and writes that failed during rebuilds: ${during.failed} of ${tried}, none may: ${noneFailed(during.failed, tried)}`)
    printLine(`Rows that differ from the log at the end: ${differing} of ${rows}, none may: ${noneFailed(differing, rows)}`)
  } finally {
    await environment.close()
  }
}
