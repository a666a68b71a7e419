import type { Unreadable } from './plan.ts'

/**
 * The outcome of one row. A row is `changed` if it was imported before with other content or another mapping; it is not
 * recorded again. Every row without a command, or whose command a rule refused, is recorded as an external fact.
 * `duplicate`: it was recorded before this run began.
 * An unreadable row of no case that a readable row opens is `rejected`: it is only reported.
 * `external` with a rule: the row is to be recorded as reported, but would contradict the record.
 */
export type RowOutcome =
  | { readonly outcome: 'recorded'; readonly warnings: readonly string[] }
  | { readonly outcome: 'refused'; readonly rule: string }
  | { readonly outcome: 'external'; readonly rule?: string }
  | { readonly outcome: 'duplicate' }
  | ({ readonly outcome: 'unreadable' } & Unreadable)
  | ({ readonly outcome: 'rejected' } & Unreadable)
  | { readonly outcome: 'changed' }

/** One line of the report: the line of the row in the file and the id of its case, if it has one, but no values of the row. */
export type RowReport = RowOutcome & { readonly line: number; readonly caseId?: string }

export interface Counts {
  rows: number
  recorded: number
  refused: number
  external: number
  duplicate: number
  unreadable: number
  rejected: number
  changed: number
}

/** The result of an import. */
export interface ImportReport {
  readonly source: string
  readonly cases: number
  readonly counts: Counts
  /** Commands that the source implies (such as opening the case), sent once per case. */
  readonly openings: { recorded: number; duplicate: number; refused: number }
  /** Rows recorded with a warning, by rule. */
  readonly warnings: Record<string, number>
  /** Rows refused, by rule. */
  readonly refusals: Record<string, number>
  /** Rows to be recorded as reported that would contradict the record, kept as external facts, by rule. */
  readonly contradictions: Record<string, number>
  /** The first 100 rows that could not be read. */
  readonly unreadable: ({ readonly line: number } & Unreadable)[]
  /** The number of cells of the new rows that neither a command nor an external fact contains. */
  withheld: number
  /** The case of the first row, as an example to look at. */
  firstCaseId?: string
  seconds: number
}

const MAX_UNREADABLE_LISTED = 100

export const emptyReport = (source: string): ImportReport & { cases: number } => ({
  source,
  cases: 0,
  counts: { rows: 0, recorded: 0, refused: 0, external: 0, duplicate: 0, unreadable: 0, rejected: 0, changed: 0 },
  openings: { recorded: 0, duplicate: 0, refused: 0 },
  warnings: {},
  refusals: {},
  contradictions: {},
  unreadable: [],
  withheld: 0,
  seconds: 0,
})

const count = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}

/** Adds the outcome of a row to the report. */
export const addRow = (report: ImportReport, row: RowReport): void => {
  report.counts.rows++
  report.counts[row.outcome]++
  if (row.outcome === 'recorded') for (const rule of new Set(row.warnings)) count(report.warnings, rule)
  if (row.outcome === 'refused') count(report.refusals, row.rule)
  if (row.outcome === 'external' && row.rule !== undefined) count(report.contradictions, row.rule)
  if ((row.outcome === 'unreadable' || row.outcome === 'rejected') && report.unreadable.length < MAX_UNREADABLE_LISTED)
    report.unreadable.push({ line: row.line, ...(row.column === undefined ? {} : { column: row.column }), reason: row.reason })
}

/** Checks that each row of the checked log has exactly one outcome. @throws Error when the file changed in the meantime */
export const requireEveryRow = ({ counts: { rows, ...outcomes } }: ImportReport, checkedRows: number): void => {
  const sum = Object.values(outcomes).reduce((total, count) => total + count, 0)
  if (sum === rows && rows === checkedRows) return
  throw new Error(`${checkedRows} rows were checked, but ${rows} were read and ${sum} have an outcome: the file changed during the import`)
}

const number = new Intl.NumberFormat('en-US')
/** A count with its thousands separated. */
export const formatted = (count: number): string => number.format(count)

const byRule = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([rule, rows]) => `${formatted(rows).padStart(12)}  ${rule}`)

/** A count with its noun. */
export const plural = (count: number, singular: string): string => `${formatted(count)} ${singular}${count === 1 ? '' : 's'}`

/** The report as text for the terminal. */
export const summary = (report: ImportReport): string => {
  const { counts, openings } = report
  const line = (label: string, rows: number, note = '') => `  ${label.padEnd(11)}${formatted(rows).padStart(10)}${note && `   ${note}`}`
  return [
    `${plural(report.cases, 'case')}, ${plural(counts.rows, 'row')} of ${report.source} in ${report.seconds.toFixed(1)} s (${formatted(Math.round(counts.rows / Math.max(report.seconds, 0.001)))} rows/s)`,
    line('recorded', counts.recorded),
    line('refused', counts.refused, 'by a rule, recorded as external facts'),
    line('external', counts.external, 'no command in the mapping, or a contradiction to the record: recorded as external facts'),
    line('duplicate', counts.duplicate, 'imported before'),
    line('unreadable', counts.unreadable, 'recorded as external facts'),
    ...(counts.rejected > 0
      ? [line('rejected', counts.rejected, 'unreadable, and of no case: not recorded; --rejects FILE writes them')]
      : []),
    ...(counts.changed > 0 ? [line('changed', counts.changed, 'imported before with other content, not recorded again')] : []),
    `  openings: ${formatted(openings.recorded)} recorded, ${formatted(openings.duplicate)} duplicate, ${formatted(openings.refused)} refused; cells withheld: ${formatted(report.withheld)}`,
    ...(Object.keys(report.warnings).length > 0 ? ['  rows recorded with a warning, by rule', ...byRule(report.warnings)] : []),
    ...(Object.keys(report.refusals).length > 0 ? ['  rows refused, by rule', ...byRule(report.refusals)] : []),
    ...(Object.keys(report.contradictions).length > 0
      ? ['  rows that contradict the record, by rule', ...byRule(report.contradictions)]
      : []),
    ...(report.firstCaseId === undefined ? [] : [`  to see one of the cases: casectl timeline ${report.firstCaseId}`]),
  ].join('\n')
}
