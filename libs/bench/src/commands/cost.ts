import { type Measured, percentile } from '../load.ts'
import type { Counters, Used } from './counters.ts'
import { type Command, forMs, type Round, runRound, type Settling } from './round.ts'

const WARM_UP_MS = 2_000
/** Until all clients of a short round have sent some commands. */
const ALL_SEND_MS = 300

/** A system that is measured, and what counts its cost. */
export interface Measuring {
  readonly system: Settling
  readonly counters: Counters
}

/** What a command costs until all views show it. */
export interface CommandCost extends Measured {
  readonly statements: number
}

interface Sent {
  readonly command: Command
  readonly clients: number
  readonly ms: number
}

/** Lets clients send commands for a while. @returns of each command rate, latency, processor time and bytes of the WAL */
const measureSent = async (
  { system, counters }: Measuring,
  { command, clients, ms }: Sent,
): Promise<Measured & { readonly round: Round }> => {
  const before = await counters.used()
  const round = await runRound(system, command, clients, forMs(ms))
  const after = await counters.used()
  const { latencies, seconds } = round
  const each = (of: keyof Used): number => (after[of] - before[of]) / latencies.length
  return {
    perSecond: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    clientCpu: each('node') * 1_000,
    serverCpu: each('postgres') * 1_000,
    wal: each('wal'),
    round,
  }
}

/**
 * The same for a short while: the rate is that while all clients send, since the first and the last answers of many clients
 * come late.
 */
export const measureShortly = async (measuring: Measuring, command: Command, clients: number, ms: number): Promise<Measured> => {
  const { round, ...measured } = await measureSent(measuring, { command, clients, ms: ms + ALL_SEND_MS })
  const counted = round.answered.filter((at) => at >= ALL_SEND_MS && at < ALL_SEND_MS + ms)
  return { ...measured, perSecond: (counted.length * 1_000) / ms }
}

/** What a command costs after a warm-up, and then, for half as long, its statements. */
export const measureCost = async (measuring: Measuring, command: Command, clients: number, seconds: number): Promise<CommandCost> => {
  const { system, counters } = measuring
  await runRound(system, command, clients, forMs(WARM_UP_MS))
  const { round: _, ...measured } = await measureSent(measuring, { command, clients, ms: seconds * 1_000 })
  let counted = 0
  const statements = await counters.statementsDuring(async () => {
    counted = (await runRound(system, command, clients, forMs(seconds * 500))).latencies.length
  })
  return { ...measured, statements: statements / counted }
}

/** Of the cells of a cost. */
export const COST_COLUMNS = ['commands/s', 'p50 ms', 'p99 ms', 'statements', 'WAL KB', 'Node', 'PostgreSQL'] as const

const ms = (microseconds = Number.NaN): string => (microseconds / 1_000).toFixed(1)

/** Processor time in milliseconds. */
export const costCells = ({ perSecond, p50, p99, statements, wal = Number.NaN, clientCpu, serverCpu }: CommandCost): readonly string[] => [
  perSecond.toFixed(0),
  p50.toFixed(1),
  p99.toFixed(1),
  statements.toFixed(1),
  (wal / 1_024).toFixed(1),
  ms(clientCpu),
  ms(serverCpu),
]
