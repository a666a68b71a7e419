import type { Compared, Counts } from './load-protocol.ts'

/** A step that has ended: how long it took, and what was counted meanwhile if there was load. */
export interface Result {
  readonly step: string
  readonly seconds: number
  readonly failure?: Error
  readonly counts?: Counts
  readonly compared?: Compared
  /** Whether requests may fail, because a pod is killed. */
  readonly mayFail: boolean
}

const COLUMNS = ['step', 'result', 'seconds', 'requests', 'failed', 'commands acknowledged', 'lost', 'doubled', 'seconds without an owner']

const cellsOf = ({ step, seconds, failure, counts, compared }: Result): readonly string[] => [
  step,
  failure === undefined ? 'passed' : 'FAILED',
  seconds.toFixed(0),
  ...[counts?.requests, counts?.failed, counts?.acknowledged ?? compared?.acknowledged].map((count) => String(count ?? '')),
  ...[compared?.lost, compared?.doubled].map((found) => String(found?.length ?? '')),
  counts?.secondsWithoutOwner?.toFixed(1) ?? '',
]

/** The counts of a run as a table. */
export const resultsTable = (results: readonly Result[]): string => {
  const lines = [COLUMNS, ...results.map(cellsOf)]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' | ')
        .trimEnd(),
    )
    .join('\n')
}

/** What of the counts is a failure, one sentence each. */
export const countedFaults = ({
  step,
  counts,
  compared,
  mayFail,
}: Pick<Result, 'step' | 'counts' | 'compared' | 'mayFail'>): readonly string[] => [
  ...(counts && counts.requests === 0 ? [`${step}: no request was sent, so nothing was counted`] : []),
  ...(counts && counts.failed > 0 && !mayFail ? [`${step}: ${counts.failed} requests failed: ${counts.examples.join('; ')}`] : []),
  ...(compared && compared.lost.length > 0 ? [`${step}: ${compared.lost.length} events are lost: ${few(compared.lost)}`] : []),
  ...(compared && compared.doubled.length > 0
    ? [`${step}: ${compared.doubled.length} events are there twice: ${few(compared.doubled)}`]
    : []),
  ...(compared && compared.invented.length > 0
    ? [`${step}: ${compared.invented.length} events nobody sent: ${few(compared.invented)}`]
    : []),
]

const few = (found: readonly string[]): string => found.slice(0, 5).join('; ')
