import type { ServiceName } from '@case-timeline/contracts'
import type { EndedReplica } from './replicas.fixtures.ts'
import type { steadyLoad } from './steady-load.ts'

/** What was seen while both replicas of a service were replaced. */
export interface Restarted {
  readonly service: ServiceName
  readonly ended: readonly EndedReplica[]
  readonly handovers: number
  readonly expired: number
  readonly longestMs: number
}

const COLUMNS = [
  'service',
  'requests',
  'failed',
  'consumers handed over',
  'of these after the lease',
  'longest without owner',
  'seconds to stop',
  'exit codes',
] as const

/** The counts of a run, for its output. */
export const restartsTable = (restarted: readonly Restarted[], load: ReturnType<typeof steadyLoad>): string => {
  const rows = restarted.map(({ service, ended, handovers, expired, longestMs }) => [
    service,
    String(load.byService[service]),
    String(load.failures.filter((failure) => failure.startsWith(`${service}:`)).length),
    String(handovers),
    String(expired),
    `${Math.round(longestMs)} ms`,
    ended.map(({ seconds }) => seconds.toFixed(1)).join(', '),
    ended.map(({ code, signal }) => String(signal ?? code)).join(', '),
  ])
  const lines = [COLUMNS, ...rows]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  const { commands, reads, waits } = load.counts
  return [
    ...lines.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')),
    `${load.total()} requests: ${commands} commands, ${reads} reads, ${waits} reads that wait for a position; ${load.failures.length} failed`,
  ].join('\n')
}
