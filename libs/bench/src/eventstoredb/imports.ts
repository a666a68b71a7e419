import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deployment } from '../commands/running-system.ts'
import { figures, judge, verdicts, type Contestant, type Target } from '../comparison.ts'
import { cpuClock, processCpu } from '../cpu.ts'
import { measuredImport, runImport, storesFileOf, storesFileWith } from '../import/casectl-import.ts'
import { syntheticLog } from '../import/synthetic-log.ts'
import type { Measured } from '../load.ts'
import { inNewDatabase } from '../measure.ts'
import { measuredOf, measureRounds } from '../rounds.ts'
import { table } from '../table.ts'
import { callsCell } from './calls-cell.ts'
import { countingCalls, onMeasuredServer, type StartServer } from './measured-server.ts'

const EVENTSTOREDB: Contestant = { peer: 'import on EventStoreDB', clients: 1 }
const POSTGRES: Contestant = { peer: 'on PostgreSQL', clients: 1 }

const TARGETS: readonly Target[] = [{ of: EVENTSTOREDB, to: POSTGRES, perSecond: { minimum: 0.8 } }]

export interface ImportsPlan {
  readonly serverUrl: string
  readonly startServer: StartServer
  /** Of what the server has already; undefined if it is empty. */
  readonly deployment?: Deployment | undefined
  readonly rounds: number
  readonly rows: number
  printLine(line: string): void
}

/** Compares `casectl import` of the same made-up log into EventStoreDB and into PostgreSQL. */
export const compareImportsOn = async (plan: ImportsPlan): Promise<void> => {
  const { serverUrl, startServer, deployment, rounds, rows, printLine } = plan
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-import-'))
  const postgresCpu = await cpuClock(serverUrl)
  const timed = async (stores: string, serverCpu: () => number | undefined): Promise<Measured> => {
    // Cases of other names each time: a server that was named has those of earlier measurements.
    const log = await syntheticLog(folder, rows, 'new cases')
    const before = serverCpu()
    const run = await runImport(log, stores)
    if (run.duplicates > 0) throw new Error(`${run.duplicates} rows of a new log were recorded already`)
    const after = serverCpu()
    return { ...measuredImport(run, before === undefined || after === undefined ? undefined : after - before), appended: run.rows }
  }
  const measureOnce = ({ peer }: Contestant): Promise<Measured> =>
    peer === POSTGRES.peer
      ? inNewDatabase(serverUrl, async (url) => timed(await storesFileOf(url, folder), () => postgresCpu().server))
      : onMeasuredServer(startServer, async (server) => {
          const stores = await storesFileWith(folder, () => server.url, deployment)
          return countingCalls(server, () => timed(stores, () => (server.pid === undefined ? undefined : processCpu(server.pid))))
        })
  try {
    const contestants = [EVENTSTOREDB, POSTGRES]
    const measured = await measureRounds({ contestants, targets: TARGETS, rounds, measureOnce, printLine })
    printLine('')
    printLine(`Imports of ${rows.toLocaleString('en')} rows: rows/s (processor time per row, client+server, µs), medians`)
    const rowOf = (one: Contestant): string[] => [one.peer, figures(measuredOf(measured, one)), callsCell(measuredOf(measured, one))]
    printLine(table([['', 'rows/s', 'appends+reads for a row'], ...contestants.map(rowOf)]))
    printLine('')
    printLine(verdicts(judge(measured, TARGETS)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
