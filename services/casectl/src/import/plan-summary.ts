import type { Finding, PlanCounts } from './findings.ts'
import { formatted, plural } from './report.ts'

const linesOf = (title: string, findings: readonly Finding[]): string[] =>
  findings.length === 0
    ? []
    : [
        `  ${title}`,
        ...findings.map(
          ({ rows, line, column, reason }) =>
            `${formatted(rows).padStart(12)}  first in line ${line}${column === undefined ? '' : `, column ${column}`}: ${reason}`,
        ),
      ]

/** The kinds of rows that cannot be read, as lines for the terminal. */
export const unreadableSummary = (reasons: readonly Finding[]): string[] => linesOf('rows that cannot be read, by reason', reasons)

/** What an import would do, and what to mend before it: the result of a dry run as lines for the terminal. */
export const planSummary = ({
  rows,
  cases,
  commands,
  external,
  unreadable,
  rejected,
  reasons,
  unmapped,
  ofCases,
}: PlanCounts): string[] => [
  `${plural(rows, 'row')}, ${plural(cases, 'case')}: ${formatted(commands)} to record by a command, ${formatted(external)} as external facts, ${formatted(unreadable + rejected)} cannot be read (${formatted(unreadable)} kept as external facts, ${formatted(rejected)} rejected, of no case). Nothing was recorded.`,
  ...unreadableSummary(reasons),
  ...linesOf('rows without a command, by activity and agency: kept as external facts', unmapped),
  ...linesOf('cells for whole cases', ofCases),
  ...(reasons.length > 0 ? ['  to see the text of each unreadable row: --rejects FILE'] : []),
]
