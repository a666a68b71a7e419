import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judge, type Contestant, type Target, verdicts } from './comparison.ts'
import { cpuClock } from './cpu.ts'
import { measuredImport, runImport, storesFileOf, type ImportRun } from './import/casectl-import.ts'
import { syntheticLog, type SyntheticLog } from './import/synthetic-log.ts'
import type { Measured } from './load.ts'
import { inNewDatabase, measure } from './measure.ts'
import { measuredOf, measureRounds } from './rounds.ts'
import { median, table } from './table.ts'

const SHORT_ROWS = 10_000

const SHORT: Contestant = { peer: 'import', clients: 1 }
const LONG: Contestant = { peer: 'import of the long log', clients: 1 }
const AGAIN: Contestant = { peer: 'import again', clients: 1 }
const THERE: Contestant = { peer: 'import of the other checkout', clients: 1 }
const INSERTS: Contestant = { peer: 'bare INSERTs', clients: 16 }

const TARGETS: readonly Target[] = [
  { of: SHORT, to: INSERTS, perSecond: { minimum: 0.4 } },
  { of: LONG, to: SHORT, perSecond: { minimum: 0.9 }, cpu: { maximum: 1.1 } },
  { of: AGAIN, to: SHORT, perSecond: { minimum: 2 } },
  { of: SHORT, to: THERE, perSecond: { minimum: 4 } },
]

export interface ImportPlan {
  readonly serverUrl: string
  readonly rounds: number
  /** Rows of the long log. */
  readonly rows: number
  /** Duration of a measurement of bare INSERTs. */
  readonly insertMs: number
  /** Another checkout, with installed packages and compiled services/casectl. */
  readonly checkout?: string | undefined
  printLine(line: string): void
}

/**
 * Compares `casectl import` of a log of made-up cases, into an empty store, with bare INSERTs of as many rows by 16
 * clients, with a log that is longer, with a second import of the same log, and with another checkout.
 */
export const compareImports = async ({ serverUrl, rounds, rows, insertMs, checkout, printLine }: ImportPlan): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-import-'))
  const clock = await cpuClock(serverUrl)
  const memory: (readonly number[])[] = []
  const again: Measured[] = []
  const timed = async (log: SyntheticLog, stores: string, from?: string): Promise<[Measured, ImportRun]> => {
    const before = clock().server
    const run = await runImport(log, stores, from)
    const after = clock().server
    return [measuredImport(run, before === undefined || after === undefined ? undefined : after - before), run]
  }
  try {
    const [short, long] = [await syntheticLog(folder, SHORT_ROWS), await syntheticLog(folder, rows)]
    const intoEmptyStore = (log: SyntheticLog, from?: string): Promise<Measured> =>
      inNewDatabase(serverUrl, async (url) => {
        const stores = await storesFileOf(url, folder, from)
        const [first, run] = await timed(log, stores, from)
        if (log === long) memory.push(run.rss)
        if (log === short && from === undefined) again.push((await timed(log, stores))[0])
        return first
      })
    const contestants = [SHORT, AGAIN, LONG, INSERTS, ...(checkout === undefined ? [] : [THERE])]
    const measureOnce = async ({ peer }: Contestant): Promise<Measured> => {
      switch (peer) {
        case SHORT.peer:
          return intoEmptyStore(short)
        case LONG.peer:
          return intoEmptyStore(long)
        case THERE.peer:
          return intoEmptyStore(short, checkout)
        case AGAIN.peer:
          if (again.length === 0) await intoEmptyStore(short)
          return again.pop() as Measured
        default:
          return measure({ serverUrl, peer: 'raw', clients: INSERTS.clients, ms: insertMs })
      }
    }
    const measured = await measureRounds({ contestants, targets: TARGETS, rounds, printLine, measureOnce })
    const cells = (contestant: Contestant, counted: number): string[] => {
      const found = measuredOf(measured, contestant)
      const middle = (of: (one: Measured) => number | undefined) =>
        Math.round(median(found.map((one) => of(one) ?? 0))).toLocaleString('en')
      return [
        `${contestant.peer}, ${counted.toLocaleString('en')} rows`,
        middle(({ perSecond }) => perSecond),
        `${middle(({ clientCpu }) => clientCpu)}+${middle(({ serverCpu }) => serverCpu)}`,
      ]
    }
    printLine('')
    printLine(
      table([
        ['medians', 'rows/s', 'processor time per row, client+server, µs'],
        cells(SHORT, SHORT_ROWS),
        cells(LONG, rows),
        cells(AGAIN, SHORT_ROWS),
        ...(checkout === undefined ? [] : [cells(THERE, SHORT_ROWS)]),
        [`${INSERTS.peer}, ${INSERTS.clients} clients, one row each`, ...cells(INSERTS, 0).slice(1)],
      ]),
    )
    printLine('')
    printLine(
      `Memory of the import of ${rows.toLocaleString('en')} rows after each tenth, MB: ${memory.map((run) => run.join(' ')).join('; ')}`,
    )
    printLine('')
    printLine(verdicts(judge(measured, TARGETS)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
