import { setTimeout as pause } from 'node:timers/promises'
import type { Counters } from './counters.ts'

/** Until what the start of a system left to be done is done: compiled code, garbage, the statistics of new tables. */
const UNTIL_IDLE_MS = 90_000
/** PostgreSQL looks once in a minute what it must clean. */
const MEASURED_MS = 60_000
const COUNTED_MS = 30_000

/** What a system costs while nobody sends anything. */
export interface IdleCost {
  /** A second. */
  readonly statements: number
  /** Hundredths of one core. */
  readonly node: number
  readonly postgres: number
}

/** Waits until a system is idle, and measures what it costs. */
export const measureIdle = async (counters: Counters): Promise<IdleCost> => {
  await pause(UNTIL_IDLE_MS)
  const before = await counters.used()
  await pause(MEASURED_MS)
  const after = await counters.used()
  const statements = await counters.statementsDuring(() => pause(COUNTED_MS))
  const share = (of: 'node' | 'postgres'): number => ((after[of] - before[of]) * 100) / MEASURED_MS
  return { statements: statements / (COUNTED_MS / 1_000), node: share('node'), postgres: share('postgres') }
}
