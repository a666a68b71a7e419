import type { ServiceName } from '@case-timeline/contracts'
import type { Aggregate, Desk } from '@case-timeline/event-store'
import { readCaseFile } from './case-file.ts'
import { compile, type Compiled } from './compile.ts'
import { csvRows } from './csv.ts'
import { caseIdOf, NO_CASE } from './identity.ts'
import { InputRefused } from './input-refused.ts'
import { readMapping } from './mapping.ts'
import { type CaseCells, type Plan, planOpening, rowPlanner } from './plan.ts'
import { recorder } from './recorder.ts'
import { emptyReport, enter, type ImportReport, type RowReport } from './report.ts'

export interface Log {
  /** The CSV file to import. */
  readonly file: string
  /** The mapping that says what its columns mean (docs/how-to/import-a-log.md). */
  readonly mapping: string
  /** Stands in for the case file that the mapping names. */
  readonly cases?: string | undefined
}

/** Where an import records: each service's store under that service's own login, and the aggregates that decide. */
export interface Destination {
  readonly desks: Readonly<Record<ServiceName, Desk>>
  readonly aggregates: readonly Aggregate[]
}

export interface Watching {
  readonly onProgress?: (progress: { readonly done: number; readonly rows: number }) => void
  readonly onRow?: (row: RowReport) => void
}

/** A log and its mapping, checked from the first byte to the last before anything is recorded. */
export interface CheckedLog {
  readonly log: Log
  readonly compiled: Compiled
  readonly ofCase: CaseCells
  /** Rows below the header. */
  readonly rows: number
}

/**
 * Reads the whole log once, its case file and its mapping.
 * @throws InputRefused when any of them cannot be imported
 */
export const checkLog = async (log: Log, aggregates: readonly Aggregate[]): Promise<CheckedLog> => {
  const mapping = await readMapping(log.mapping)
  let compiled: Compiled | undefined
  let rows = 0
  for await (const { fields } of csvRows(log.file, mapping.delimiter)) {
    if (compiled) rows++
    else compiled = compile(log.mapping, mapping, { file: log.file, names: fields }, aggregates)
  }
  if (!compiled) throw new InputRefused('empty-file', log.file, 'the file has no header')
  return { log, compiled, ofCase: await readCaseFile(log.file, mapping, log.cases), rows }
}

/** The rows of a checked log as what they will become, in the order of the file. */
export async function* plansOf({ log, compiled, ofCase }: CheckedLog): AsyncGenerator<Plan> {
  const planOf = rowPlanner(compiled, ofCase)
  let header = true
  for await (const row of csvRows(log.file, compiled.mapping.delimiter)) {
    if (!header) yield planOf(row)
    header = false
  }
}

/** Rows under way at once: those of one case one after the other, those of different cases side by side. */
const mostRowsUnderWay = 512

/**
 * Imports a checked log through the deciders of the services.
 * A second run of the same log records nothing, and a run after a broken one ends with the same events as one whole run.
 * @throws what the store throws; the rows under way are waited for first
 */
export const importLog = async (checked: CheckedLog, to: Destination, { onProgress, onRow }: Watching = {}): Promise<ImportReport> => {
  const { compiled, ofCase, rows } = checked
  const report = emptyReport(compiled.mapping.source)
  const started = performance.now()
  const record = recorder(to.desks, to.aggregates, compiled.mapping)
  const openCase = async (caseName: string): Promise<void> => {
    if (caseName === NO_CASE) return
    for (const opening of compiled.openings) {
      const { command } = planOpening(compiled, opening, caseName, ofCase)
      report.openings[command ? await record.opening(caseName, command) : 'refused']++
    }
  }

  const opened = new Set<string>()
  const lastOfCase = new Map<string, Promise<void>>()
  const underWay = new Set<Promise<void>>()
  let oneEnded = (): void => undefined
  const failures: unknown[] = []
  const recordRow = async (plan: Plan, before: Promise<void>): Promise<void> => {
    await before
    if (failures.length > 0) return
    const row = await record.row(plan)
    if (row.outcome !== 'duplicate' && row.outcome !== 'changed')
      report.withheld += row.outcome === 'recorded' ? plan.withheld.byCommand : plan.withheld.byExternal
    enter(report, row)
    onRow?.(row)
    onProgress?.({ done: report.counts.rows, rows })
  }
  const queue = (plan: Plan): void => {
    const before = lastOfCase.get(plan.caseName) ?? (opened.has(plan.caseName) ? Promise.resolve() : openCase(plan.caseName))
    opened.add(plan.caseName)
    const work: Promise<void> = recordRow(plan, before)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        underWay.delete(work)
        oneEnded()
        if (lastOfCase.get(plan.caseName) === work) lastOfCase.delete(plan.caseName)
      })
    underWay.add(work)
    lastOfCase.set(plan.caseName, work)
  }

  for await (const plan of plansOf(checked)) {
    if (failures.length > 0) break
    report.firstCaseId ??= caseIdOf(report.source, plan.caseName)
    queue(plan)
    while (underWay.size >= mostRowsUnderWay) await new Promise<void>((resolve) => (oneEnded = resolve))
  }
  await Promise.all(underWay)
  if (failures.length > 0) throw failures[0]
  opened.delete(NO_CASE)
  return { ...report, cases: opened.size, seconds: (performance.now() - started) / 1000 }
}
