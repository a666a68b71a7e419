import { open } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { EXIT, Failure } from '../failure.ts'
import { print, type Screen, show } from '../screen.ts'
import { checkedLaw } from '../policy/checked-law.ts'
import { AGGREGATES, openDestination, type Stores } from './destination.ts'
import type { PlanCounts } from './findings.ts'
import { type CheckedLog, checkLog, importLog, type Log } from './import-log.ts'
import { InputRefused } from './input-refused.ts'
import { progressBar } from './progress.ts'
import { planSummary, unreadableSummary } from './plan-summary.ts'
import { rejectsFile, requireOtherFile } from './rejects.ts'
import { type ImportReport, requireEveryRow, type RowReport, summary } from './report.ts'
import { requireSameDeployment } from './same-deployment.ts'

export interface ImportRequest {
  readonly log: Log
  /** The file for the outcomes of the rows, one JSON document per line. */
  readonly report?: string | undefined
  /** The file for the unreadable rows, as the log has them. */
  readonly rejects?: string | undefined
  /** Plans every row and records nothing; needs no store. */
  readonly dryRun: boolean
  /** The folder of the policies; default: deploy/policy. */
  readonly policyDir?: string | undefined
}

const checkedLog = async ({ log, report, rejects }: ImportRequest): Promise<CheckedLog> => {
  const inputs = [log.file, log.mapping, log.cases]
  if (report !== undefined) await requireOtherFile('--report', report, inputs)
  if (rejects !== undefined) await requireOtherFile('--rejects', rejects, [...inputs, report])
  const unreadableRows = rejects === undefined ? undefined : await rejectsFile(rejects)
  try {
    return await checkLog(log, AGGREGATES, unreadableRows?.row)
  } catch (error) {
    if (error instanceof InputRefused) throw new Failure(error.message, [], EXIT.usage)
    throw error
  } finally {
    await unreadableRows?.end()
  }
}

const reportWriter = async (file: string | undefined) => {
  if (file === undefined) return { row: () => undefined, end: () => Promise.resolve() }
  const handle = await open(file, 'w', 0o600).catch((error: Error) => {
    throw new Failure(`The report cannot be written: ${error.message}`, ['choose another file: --report FILE'])
  })
  // A file that was there keeps its mode otherwise: the report names cases.
  await handle.chmod(0o600)
  const stream = handle.createWriteStream()
  return {
    row: (row: RowReport) => void stream.write(`${JSON.stringify(row)}\n`),
    end: async () => {
      stream.end()
      await finished(stream)
    },
  }
}

/**
 * `casectl import`: checks the log, imports it and prints the report.
 * @throws Failure with exit code 2 when the log or its mapping cannot be imported; then nothing was recorded
 */
export const runImport = async (
  screen: Screen,
  request: ImportRequest,
  stores: () => Promise<Stores>,
  errors: NodeJS.WriteStream = process.stderr,
): Promise<ImportReport | PlanCounts> => {
  const { log, report, rejects, dryRun, policyDir } = request
  const checkedImport = await checkedLog(request)
  const { plan } = checkedImport
  const textsIn = rejects === undefined ? [] : [`  the unreadable rows are in ${rejects}`]
  if (dryRun) {
    show(screen, plan, (counts) => [...planSummary(counts), ...textsIn].join('\n'))
    return plan
  }
  errors.write(`checked ${log.file}: ${checkedImport.rows} rows\n`)
  const law = await checkedLaw(checkedImport.compiled.mapping.jurisdiction, policyDir)
  const target = await stores()
  await requireSameDeployment(target)
  const rowReports = await reportWriter(report)
  const destination = openDestination(target, () => law)
  const progress = progressBar(errors, checkedImport.rows)
  try {
    const done = await importLog(checkedImport, destination, { onRow: rowReports.row, onProgress: ({ done }) => progress.at(done) })
    progress.end()
    requireEveryRow(done, checkedImport.rows)
    show(screen, { ...done, plan }, (report) => [summary(report), ...unreadableSummary(plan.reasons), ...textsIn].join('\n'))
    if (report !== undefined && !screen.json) print(screen, `  the outcome of each row is in ${report}`)
    return done
  } catch (error) {
    progress.end()
    throw new Failure(`The import was aborted: ${(error as Error).message}`, [
      'run the same command again: it skips the rows that are recorded already',
    ])
  } finally {
    await rowReports.end()
    await destination.close()
  }
}
