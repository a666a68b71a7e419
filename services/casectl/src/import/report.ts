import type { Unreadable } from './plan.ts'

/**
 * What became of one row. `changed`: it was imported before with another content or under another mapping, and stays as it was.
 * Every row that is no command, or that a rule refused, is kept as an external fact.
 */
export type RowOutcome =
  | { readonly outcome: 'recorded'; readonly warnings: readonly string[] }
  | { readonly outcome: 'refused'; readonly rule: string }
  | { readonly outcome: 'external' }
  | { readonly outcome: 'duplicate' }
  | ({ readonly outcome: 'unreadable' } & Unreadable)
  | { readonly outcome: 'changed' }

/** One line of the report: where the row stands in the file, its case by id, and never a value of it. */
export type RowReport = RowOutcome & { readonly line: number; readonly caseId: string }

export interface Counts {
  rows: number
  recorded: number
  refused: number
  external: number
  duplicate: number
  unreadable: number
  changed: number
}

/** What an import did. */
export interface ImportReport {
  readonly source: string
  readonly cases: number
  readonly counts: Counts
  /** Commands that the source implies (a case opened, a court case registered), one each per case. */
  readonly openings: { recorded: number; duplicate: number; refused: number }
  /** Rows recorded with a warning, by rule. */
  readonly warnings: Record<string, number>
  /** Rows refused, by rule. */
  readonly refusals: Record<string, number>
  /** The first of the rows that could not be read. */
  readonly unreadable: ({ readonly line: number } & Unreadable)[]
  /** Cells of this run's new rows that neither a command nor an external fact takes. */
  withheld: number
  /** Where to look first: the case of the first row. */
  firstCaseId?: string
  seconds: number
}

const mostUnreadable = 100

export const emptyReport = (source: string): ImportReport & { cases: number } => ({
  source,
  cases: 0,
  counts: { rows: 0, recorded: 0, refused: 0, external: 0, duplicate: 0, unreadable: 0, changed: 0 },
  openings: { recorded: 0, duplicate: 0, refused: 0 },
  warnings: {},
  refusals: {},
  unreadable: [],
  withheld: 0,
  seconds: 0,
})

const count = (by: Record<string, number>, key: string): void => {
  by[key] = (by[key] ?? 0) + 1
}

/** Enters a row into the report. */
export const enter = (report: ImportReport, row: RowReport): void => {
  report.counts.rows++
  report.counts[row.outcome]++
  if (row.outcome === 'recorded') for (const rule of new Set(row.warnings)) count(report.warnings, rule)
  if (row.outcome === 'refused') count(report.refusals, row.rule)
  if (row.outcome === 'unreadable' && report.unreadable.length < mostUnreadable)
    report.unreadable.push({ line: row.line, ...(row.column === undefined ? {} : { column: row.column }), reason: row.reason })
}

const number = new Intl.NumberFormat('en-US')

const byRule = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([rule, rows]) => `${number.format(rows).padStart(12)}  ${rule}`)

const plural = (count: number, one: string): string => `${number.format(count)} ${one}${count === 1 ? '' : 's'}`

/** The report as a person reads it. */
export const summary = (report: ImportReport): string => {
  const { counts, openings } = report
  const line = (label: string, rows: number, note = '') => `  ${label.padEnd(11)}${number.format(rows).padStart(10)}${note && `   ${note}`}`
  return [
    `${plural(report.cases, 'case')}, ${plural(counts.rows, 'row')} of ${report.source} in ${report.seconds.toFixed(1)} s (${number.format(Math.round(counts.rows / Math.max(report.seconds, 0.001)))} rows/s)`,
    line('recorded', counts.recorded),
    line('refused', counts.refused, 'by a rule, and kept as external facts'),
    line('external', counts.external, 'no command expresses them: kept as they are'),
    line('duplicate', counts.duplicate, 'imported before'),
    line('unreadable', counts.unreadable, 'kept as external facts'),
    ...(counts.changed > 0 ? [line('changed', counts.changed, 'imported before with another content: left as they were')] : []),
    `  derived: ${number.format(openings.recorded)} recorded, ${number.format(openings.duplicate)} duplicate, ${number.format(openings.refused)} refused; cells withheld: ${number.format(report.withheld)}`,
    ...(Object.keys(report.warnings).length > 0 ? ['  rows recorded with a warning, by rule', ...byRule(report.warnings)] : []),
    ...(Object.keys(report.refusals).length > 0 ? ['  rows refused, by rule', ...byRule(report.refusals)] : []),
    ...report.unreadable.map(
      ({ line: at, column, reason }) => `  line ${at}${column === undefined ? '' : `, column ${column}`}: ${reason}`,
    ),
    ...(report.firstCaseId === undefined ? [] : [`  one of the cases: casectl timeline ${report.firstCaseId}`]),
  ].join('\n')
}
