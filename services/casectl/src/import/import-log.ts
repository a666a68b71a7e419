import type { ServiceName } from '@case-timeline/contracts'
import type { Aggregate, CommandContext } from '@case-timeline/commands'
import { readCaseFile } from './case-file.ts'
import { caseColumns } from './case-columns.ts'
import { compile, type Compiled } from './compile.ts'
import { type CsvRow, csvRows } from './csv.ts'
import { findings, type Findings, type PlanCounts } from './findings.ts'
import { type CaseIdentity, identitiesIn, type IdentityOf, NO_CASE, planningIdentity } from './identity.ts'
import { InputRefused } from './input-refused.ts'
import { readMapping } from './mapping-file.ts'
import { type CaseCells, caseNameIn, type Plan, planCaseId, planOpenings, rowPlanner } from './plan.ts'
import { readAhead } from './read-ahead.ts'
import { recorder } from './recorder.ts'
import type { Rejects } from './rejects.ts'
import { emptyReport, addRow, type ImportReport, type RowReport } from './report.ts'
import { untilStoreRecovers } from './store-recovers.ts'

export interface Log {
  /** The CSV file to import. */
  readonly file: string
  /** The path of the mapping file (docs/how-to/import-a-log.md). */
  readonly mapping: string
  /** The path of the case file, if not the one that the mapping names. */
  readonly cases?: string | undefined
}

/** Where an import records: a command context for each service, and the aggregates that decide. */
export interface Destination {
  readonly contexts: Readonly<Record<ServiceName, CommandContext>>
  readonly aggregates: readonly Aggregate[]
}

export interface ImportObserver {
  readonly onProgress?: (progress: { readonly done: number; readonly rows: number }) => void
  readonly onRow?: (row: RowReport) => void
}

/** A log with its mapping, checked completely before anything is recorded. */
export interface CheckedLog {
  readonly log: Log
  readonly compiled: Compiled
  readonly ofCase: CaseCells
  /** Rows below the header. */
  readonly rows: number
  /** The cases that a readable row opens, by their names in the source. */
  readonly opened: ReadonlySet<string>
  readonly plan: PlanCounts
}

/**
 * Reads and checks the whole log, its case file and its mapping.
 * @param onUnreadable is called with each row that cannot be read, and the cell because of which it cannot
 * @throws InputRefused when any of them cannot be imported
 */
export const checkLog = async (log: Log, aggregates: readonly Aggregate[], onUnreadable?: Rejects['row']): Promise<CheckedLog> => {
  const mapping = await readMapping(log.mapping)
  const found = findings()
  let ofLog: ReturnType<typeof caseColumns> | undefined
  let compiled: Compiled | undefined
  for await (const row of csvRows(log.file, mapping.delimiter)) {
    if (compiled) ofLog?.read(row)
    else {
      compiled = compile(log.mapping, mapping, { file: log.file, names: row.fields }, aggregates)
      ofLog = caseColumns(compiled, found)
    }
  }
  if (!compiled) throw new InputRefused('empty-file', log.file, 'the file has no header: add a first line with the names of the columns')
  const ofFile = await readCaseFile(log.file, mapping, log.cases)
  const ofCase: CaseCells = (caseName, column) => (ofLog?.has(column) ? ofLog.cells : ofFile)(caseName, column)
  await planAll({ log, compiled, ofCase }, found, onUnreadable)
  const plan = found.counts()
  return { log, compiled, ofCase, rows: plan.rows, opened: found.opened, plan }
}

type PlannedLog = Pick<CheckedLog, 'log' | 'compiled' | 'ofCase'>

/** Plans each row, and the openings of each case, to find what cannot be recorded. */
const planAll = async (planned: PlannedLog, found: Findings, onUnreadable?: Rejects['row']): Promise<void> => {
  const { log, compiled, ofCase } = planned
  const identityOf = planningIdentity(compiled.mapping.source)
  const cellOf = (row: CsvRow, column: string | undefined) => row.fields[compiled.columns.get(column ?? '') ?? -1]
  for await (const [plan, row] of plannedRows(planned, identityOf, csvRows(log.file, compiled.mapping.delimiter))) {
    const isFirstOfCase = plan.opensCase && !found.opened.has(plan.caseName)
    found.addPlan(plan, cellOf(row, compiled.mapping.columns.agency) ?? '')
    if (plan.unreadable) await onUnreadable?.(row, plan.unreadable, cellOf(row, plan.unreadable.column))
    if (!isFirstOfCase) continue
    const openings = planOpenings(compiled, plan.caseName, identityOf(plan.caseName), ofCase)
    for (const { rule, unreadable } of [...openings, planCaseId(compiled, plan.caseName)].filter((opening) => opening !== undefined))
      if (unreadable) found.addOfCases(plan.line, { ...unreadable, reason: `no ${rule.command.name}: ${unreadable.reason}` })
  }
}

async function* plannedRows(
  { compiled, ofCase }: Pick<PlannedLog, 'compiled' | 'ofCase'>,
  identityOf: (caseName: string) => CaseIdentity | Promise<CaseIdentity>,
  rows: AsyncIterable<CsvRow>,
): AsyncGenerator<[Plan, CsvRow]> {
  const planOf = rowPlanner(compiled, ofCase)
  let header = true
  for await (const row of rows) {
    if (!header) yield [planOf(row, await identityOf(caseNameIn(compiled, row))), row]
    header = false
  }
}

const ROWS_AHEAD = 500

/**
 * The plans for the rows of a checked log, in the order of the file.
 * @param identityOf absent: the rows are not recorded, so that any ids serve
 */
export async function* planRows(checked: CheckedLog, identityOf?: IdentityOf): AsyncGenerator<Plan> {
  const { log, compiled, opened } = checked
  const rows = csvRows(log.file, compiled.mapping.delimiter)
  // The ids of many cases are read in one round trip.
  const request = (row: CsvRow) => void identityOf?.(caseNameIn(compiled, row)).catch(() => undefined)
  const plans = identityOf
    ? plannedRows(checked, identityOf, readAhead(rows, ROWS_AHEAD, request))
    : plannedRows(checked, planningIdentity(compiled.mapping.source), rows)
  for await (const [plan] of plans)
    yield plan.unreadable && !opened.has(plan.caseName) ? { ...plan, caseName: NO_CASE, rejected: true } : plan
}

/**
 * Limit of cases in progress: the rows of one case are recorded in sequence, those of different cases in parallel. A store
 * accepts more commands at the same time.
 */
const MAX_CASES_IN_PROGRESS = 1_500

/**
 * Limit of rows in progress. A log in the order of its dates has the rows of a case near each other, so that many wait for
 * the one before them; with more rows there are more cases, and more commands in each round trip. A planned row has about
 * two kilobytes.
 */
const MAX_ROWS_IN_PROGRESS = 3_000

/**
 * Imports a checked log through the deciders of the services.
 * A second run of the same log records nothing. An aborted run and its repetition record the same events as one
 * complete run.
 * @throws the first error of the store, after the rows in progress have ended
 */
export const importLog = async (
  checked: CheckedLog,
  destination: Destination,
  { onProgress, onRow }: ImportObserver = {},
): Promise<ImportReport> => {
  const { compiled, ofCase, rows } = checked
  const report = emptyReport(compiled.mapping.source)
  const started = performance.now()
  const { store, digestKey } = destination.contexts.auditTrail
  const identityOf = identitiesIn(store, digestKey, compiled.mapping.source)
  const begunAt = await untilStoreRecovers(() => store.lastPosition())
  const record = recorder(destination.contexts, destination.aggregates, compiled.mapping, begunAt)
  const openCase = async (caseName: string): Promise<void> => {
    if (!checked.opened.has(caseName)) return
    const identity = await identityOf(caseName)
    for (const { command } of planOpenings(compiled, caseName, identity, ofCase))
      report.openings[command ? await record.opening(caseName, identity.caseId, command) : 'refused']++
  }

  const opened = new Set<string>()
  const lastOfCase = new Map<string, Promise<void>>()
  const inProgress = new Set<Promise<void>>()
  let notifyRowEnded = (): void => undefined
  const failures: unknown[] = []
  const recordRow = async (plan: Plan, previousRow: Promise<void>): Promise<void> => {
    await previousRow
    if (failures.length > 0) return
    const row = await record.row(plan)
    if (row.outcome !== 'duplicate' && row.outcome !== 'changed')
      report.withheld += row.outcome === 'recorded' ? plan.withheld.byCommand : plan.withheld.byExternal
    addRow(report, row)
    onRow?.(row)
    onProgress?.({ done: report.counts.rows, rows })
  }
  const queue = (plan: Plan): void => {
    const previousRow = lastOfCase.get(plan.caseName) ?? (opened.has(plan.caseName) ? Promise.resolve() : openCase(plan.caseName))
    opened.add(plan.caseName)
    const work: Promise<void> = recordRow(plan, previousRow)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        inProgress.delete(work)
        notifyRowEnded()
        if (lastOfCase.get(plan.caseName) === work) lastOfCase.delete(plan.caseName)
      })
    inProgress.add(work)
    lastOfCase.set(plan.caseName, work)
  }

  for await (const plan of planRows(checked, identityOf)) {
    if (failures.length > 0) break
    if (!plan.rejected) report.firstCaseId ??= plan.caseId
    queue(plan)
    while (lastOfCase.size >= MAX_CASES_IN_PROGRESS || inProgress.size >= MAX_ROWS_IN_PROGRESS)
      await new Promise<void>((resolve) => (notifyRowEnded = resolve))
  }
  await Promise.all(inProgress)
  if (failures.length > 0) throw failures[0]
  opened.delete(NO_CASE)
  return { ...report, cases: opened.size, seconds: (performance.now() - started) / 1000 }
}
