import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Stores } from './destination.ts'
import type { CheckedLog, ImportSettings } from './import-log.ts'
import type { FromThread, ThreadSettings } from './import-thread.ts'
import { type ImportReport, reportOfShares } from './report.ts'

/** Compiled, also for a caller that is not: a thread has a module loader of its own. */
const THREAD = fileURLToPath(new URL('../../dist/import/import-thread.js', import.meta.url))

/**
 * Imports a log like `importLog`, its cases shared between threads.
 * @param threads number of threads
 * @throws the first error of a thread, after the rows in progress of all have ended
 */
export const importInThreads = async (
  { log, rows, opened }: CheckedLog,
  { target, policyDir }: { readonly target: Stores; readonly policyDir: string | undefined },
  threads: number,
  { onProgress, onRow }: Pick<ImportSettings, 'onProgress' | 'onRow'>,
): Promise<ImportReport> => {
  const done = new Array<number>(threads).fill(0)
  const failures: unknown[] = []
  const workers = done.map((_, index) => {
    const settings: ThreadSettings = { log, target, policyDir, rows, opened, share: { index, of: threads }, sendsRows: onRow !== undefined }
    return new Worker(THREAD, { workerData: settings })
  })
  const reports = workers.map(async (worker, index): Promise<ImportReport | undefined> => {
    let report: ImportReport | undefined
    worker.on('message', (message: FromThread) => {
      if (message.is === 'ended') report = message.report
      else {
        for (const row of message.reports) onRow?.(row)
        done[index] = message.done
        onProgress?.({ done: done.reduce((sum, rows) => sum + rows, 0), rows })
      }
    })
    try {
      await once(worker, 'exit')
    } catch (error) {
      failures.push(error)
      for (const other of workers) other.postMessage('end')
    }
    return report
  })
  const [first, ...others] = (await Promise.all(reports)).filter((report) => report !== undefined)
  if (failures.length > 0) throw failures[0]
  if (first === undefined || others.length + 1 < threads) throw new Error('a thread of the import ended before its rows')
  return reportOfShares([first, ...others])
}
