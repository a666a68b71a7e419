import { fileURLToPath } from 'node:url'
import { checkLog, type Destination, importLog } from '../import-log.ts'
import type { ImportReport, RowReport } from '../report.ts'
import { hearingsToLog } from './read-hearings.ts'

const MAPPING = fileURLToPath(new URL('../../../../../deploy/mappings/common-platform.json', import.meta.url))
const silent = { json: true, out: { write: () => true } as unknown as NodeJS.WritableStream }

/**
 * Imports the facts of hearings with the shipped mapping, as `casectl hearings` and then `casectl import` do.
 * @param out a new file for the log
 */
export const importHearings = async (
  destination: Destination,
  files: readonly string[],
  out: string,
): Promise<{ readonly report: ImportReport; readonly rows: readonly RowReport[] }> => {
  await hearingsToLog(silent, { files, out })
  const rows: RowReport[] = []
  const checked = await checkLog({ file: out, mapping: MAPPING }, destination.aggregates)
  const report = await importLog(checked, destination, { onRow: (row) => rows.push(row) })
  return { report, rows: rows.toSorted((a, b) => a.line - b.line) }
}
