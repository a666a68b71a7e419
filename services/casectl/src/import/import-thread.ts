import { parentPort, workerData } from 'node:worker_threads'
import { checkedLaw } from '../policy/checked-law.ts'
import { AGGREGATES, openDestination, type Stores } from './destination.ts'
import { importLog, type Log, openLog } from './import-log.ts'
import type { ImportReport, RowReport } from './report.ts'
import type { Share } from './share.ts'

/** What a thread imports, and where to. */
export interface ThreadSettings {
  readonly log: Log
  readonly target: Stores
  readonly policyDir: string | undefined
  readonly rows: number
  readonly opened: ReadonlySet<string>
  readonly share: Share
  /** Whether the outcome of each row is sent. */
  readonly sendsRows: boolean
}

/** What a thread sends. */
export type FromThread =
  | { readonly is: 'progress'; readonly done: number; readonly reports: readonly RowReport[] }
  | { readonly is: 'ended'; readonly report: ImportReport }

/** Rows between two messages. */
const ROWS_A_MESSAGE = 100

/** Connections for reading of all threads to each store: as many as one process has. */
const READERS = 8

const importShare = async ({ log, target, policyDir, rows, opened, share, sendsRows }: ThreadSettings): Promise<void> => {
  const send = (message: FromThread): void => parentPort?.postMessage(message)
  const ending = new AbortController()
  parentPort?.once('message', () => ending.abort())
  let done = 0
  let reports: RowReport[] = []
  const onRow = (row: RowReport): void => {
    done += 1
    if (sendsRows) reports.push(row)
    if (done % ROWS_A_MESSAGE > 0) return
    send({ is: 'progress', done, reports })
    reports = []
  }
  const openedLog = await openLog(log, AGGREGATES)
  const law = await checkedLaw(openedLog.compiled.mapping.jurisdiction, policyDir)
  const destination = openDestination(target, () => law, Math.max(1, Math.floor(READERS / share.of)))
  try {
    const report = await importLog({ ...openedLog, rows, opened }, destination, { share, signal: ending.signal, onRow })
    send({ is: 'progress', done, reports })
    send({ is: 'ended', report })
  } finally {
    await destination.close()
    parentPort?.close()
  }
}

await importShare(workerData as ThreadSettings)
