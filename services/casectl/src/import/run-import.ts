import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { checkLaw, ConfigurationError, loadLaw } from '@case-timeline/service-kit'
import { EXIT, Failure } from '../failure.ts'
import { print, type Screen, show } from '../screen.ts'
import { AGGREGATES, DESCRIPTIONS, openDestination, type Stores } from './destination.ts'
import { type CheckedLog, checkLog, importLog, type Log, plansOf } from './import-log.ts'
import { InputRefused } from './input-refused.ts'
import { progressOn } from './progress.ts'
import { type ImportReport, type RowReport, summary } from './report.ts'

export interface ImportRequest {
  readonly log: Log
  /** Where each row's outcome is written, one JSON document a line. */
  readonly report?: string | undefined
  /** Plans every row and records nothing; no store is needed. */
  readonly dryRun: boolean
  /** Folder of the jurisdictions' policies; absent: those that come with the deployment. */
  readonly policyDir?: string | undefined
}

const checked = async (log: Log): Promise<CheckedLog> => {
  try {
    return await checkLog(log, AGGREGATES)
  } catch (error) {
    if (error instanceof InputRefused) throw new Failure(error.message, [], EXIT.usage)
    throw error
  }
}

/** The law under which what a log tells is decided, as the services of its jurisdiction have it. */
const lawOf = async (jurisdiction: string, policyDir: string | undefined) => {
  try {
    const law = await loadLaw(jurisdiction, policyDir)
    for (const { name, rules } of DESCRIPTIONS) checkLaw(law, name, rules)
    return law
  } catch (error) {
    if (error instanceof ConfigurationError) throw new Failure(error.message, ['see docs/how-to/set-the-policy.md'], EXIT.usage)
    throw error
  }
}

/** What an import would do, as far as no decider is needed to know. */
interface Planned {
  readonly rows: number
  readonly commands: number
  readonly external: number
  readonly unreadable: number
}

const planned = async (log: CheckedLog): Promise<Planned> => {
  const counts = { rows: 0, commands: 0, external: 0, unreadable: 0 }
  for await (const { command, unreadable } of plansOf(log)) {
    counts.rows++
    counts[unreadable ? 'unreadable' : command ? 'commands' : 'external']++
  }
  return counts
}

const rowsInto = async (file: string | undefined) => {
  if (file === undefined) return { row: () => undefined, end: () => Promise.resolve() }
  const stream = createWriteStream(file)
  await new Promise<void>((opened, failed) => {
    stream.once('open', () => opened())
    stream.once('error', (error) =>
      failed(new Failure(`The report cannot be written: ${error.message}`, ['name another file: --report FILE'])),
    )
  })
  return {
    row: (row: RowReport) => void stream.write(`${JSON.stringify(row)}\n`),
    end: async () => {
      stream.end()
      await finished(stream)
    },
  }
}

/**
 * `casectl import`: checks the log, imports it and tells what became of its rows.
 * @throws Failure with exit code 2 when the log or its mapping cannot be imported; then nothing was recorded
 */
export const runImport = async (
  screen: Screen,
  { log, report, dryRun, policyDir }: ImportRequest,
  stores: () => Promise<Stores>,
  errors: NodeJS.WriteStream = process.stderr,
): Promise<ImportReport | Planned> => {
  const ready = await checked(log)
  if (dryRun) {
    const plan = await planned(ready)
    show(
      screen,
      plan,
      ({ rows, commands, external, unreadable }) =>
        `${rows} rows: ${commands} become commands, ${external} external facts, ${unreadable} cannot be read. Nothing was recorded.`,
    )
    return plan
  }
  errors.write(`checked ${log.file}: ${ready.rows} rows\n`)
  const law = await lawOf(ready.compiled.mapping.jurisdiction, policyDir)
  const destination = openDestination(await stores(), () => law)
  const rows = await rowsInto(report)
  const progress = progressOn(errors, ready.rows)
  try {
    const done = await importLog(ready, destination, { onRow: rows.row, onProgress: ({ done }) => progress.at(done) })
    progress.end()
    show(screen, done, summary)
    if (report !== undefined && !screen.json) print(screen, `  each row: ${report}`)
    return done
  } catch (error) {
    progress.end()
    throw new Failure(`The import broke off: ${(error as Error).message}`, [
      'run the same command again: what was recorded is found again, and it ends with the same events',
    ])
  } finally {
    await rows.end()
    await destination.close()
  }
}
