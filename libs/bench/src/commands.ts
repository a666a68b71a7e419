import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { CaseOpened } from '@case-timeline/contracts'
import { type Counters, countersOf, type Used } from './commands/counters.ts'
import { startEmmettSystem } from './commands/emmett-system.ts'
import type { BackingName } from './commands/backing.ts'
import { recordLongCase, suspect } from './commands/long-case.ts'
import { type Command, forMs, runRound, type Settling } from './commands/round.ts'
import { startMeasuredSystem } from './commands/running-system.ts'
import { percentile } from './load.ts'
import { table } from './table.ts'

export interface CommandsPlan {
  /** Duration of each measurement. */
  readonly seconds: number
  /** Facts of the single cases. */
  readonly facts: readonly number[]
  /** Where the system stores its events, and by what it follows them. */
  readonly on: BackingName
  /** Another checkout to measure, with installed packages and compiled services/casectl; default: this one. */
  readonly checkout?: string | undefined
  printLine(line: string): void
}

const CLIENTS = [1, 8, 24]
const WARM_UP_MS = 2_000
/** Until what the start of a system left to be done is done: compiled code, garbage, the statistics of new tables. */
const UNTIL_IDLE_MS = 90_000
const IDLE_MS = 30_000

interface Measuring {
  readonly system: Settling
  readonly counters: Counters
  readonly seconds: number
}

const ms = (used: number): string => used.toFixed(1)

const measure = async ({ system, counters, seconds }: Measuring, command: Command, clients: number): Promise<string[]> => {
  await runRound(system, command, clients, forMs(WARM_UP_MS))
  const before = await counters.used()
  const round = await runRound(system, command, clients, forMs(seconds * 1_000))
  const after = await counters.used()
  let counted = 0
  const statements = await counters.statementsDuring(async () => {
    counted = (await runRound(system, command, clients, forMs(seconds * 500))).latencies.length
  })
  const { length } = round.latencies
  const each = (of: keyof Used): number => (after[of] - before[of]) / length
  return [
    (length / round.seconds).toFixed(0),
    ms(percentile(round.latencies, 0.5)),
    ms(percentile(round.latencies, 0.99)),
    (statements / counted).toFixed(1),
    (each('wal') / 1_024).toFixed(1),
    ms(each('node')),
    ms(each('postgres')),
  ]
}

/** Statements a second and the share of a processor that a system uses while nobody sends anything. */
const idleLine = async (counters: Counters): Promise<string> => {
  await pause(UNTIL_IDLE_MS)
  const before = await counters.used()
  await pause(IDLE_MS)
  const after = await counters.used()
  const statements = await counters.statementsDuring(() => pause(IDLE_MS))
  const share = (of: 'node' | 'postgres'): string => `${(((after[of] - before[of]) * 100) / IDLE_MS).toFixed(1)} %`
  return `Idle: ${(statements / (IDLE_MS / 1_000)).toFixed(1)} statements/s; of one core Node ${share('node')}, PostgreSQL ${share('postgres')}`
}

/** The same command, sent to a small service with emmett-postgresql. */
const measureEmmett = async (seconds: number, add: (clients: number, cells: readonly string[]) => void): Promise<void> => {
  const system = await startEmmettSystem()
  const counters = await countersOf(system)
  try {
    const leadAgency = CaseOpened.example.leadAgency
    const openCase: Command = () => system.send(leadAgency, `/cases/${randomUUID()}/open-case`, CaseOpened.example)
    await runRound(system, openCase, 8, forMs(4 * WARM_UP_MS))
    for (const clients of CLIENTS) add(clients, await measure({ system, counters, seconds }, openCase, clients))
  } finally {
    await counters.close()
    await system.stop()
  }
}

/**
 * Measures commands over HTTP on a system of its own, with the views of all services: what a command costs until all of
 * them show it.
 */
export const measureCommands = async ({ seconds, facts, on, checkout, printLine }: CommandsPlan): Promise<void> => {
  const rows: string[][] = []
  const noted = (name: string, clients: number, cells: readonly string[]): void => {
    rows.push([name, String(clients), ...cells])
    printLine(`${name}, ${clients} clients measured`)
  }
  const system = await startMeasuredSystem(checkout, on)
  const counters = await countersOf(system)
  const measuring = { system, counters, seconds }
  let idle = ''
  try {
    const openCase: Command = (client) => {
      const leadAgency = system.agencyOf(client)
      return system.send(leadAgency, `/cases/${randomUUID()}/open-case`, { ...CaseOpened.example, leadAgency })
    }
    const add = async (name: string, clients: number, command: Command): Promise<void> =>
      noted(name, clients, await measure(measuring, command, clients))
    // Code that only some commands have run yet is slow: one client alone would be measured while it is compiled.
    await runRound(system, openCase, 8, forMs(4 * WARM_UP_MS))
    idle = await idleLine(counters)
    for (const clients of CLIENTS) await add('a new case each', clients, openCase)
    for (const count of facts) {
      const caseId = await recordLongCase(system, count)
      const identify: Command = () => system.send(system.agencyOf(0), `/cases/${caseId}/identify-suspect`, suspect())
      for (const clients of CLIENTS) await add(`one case of ${count.toLocaleString('en')} facts`, clients, identify)
    }
  } finally {
    await counters.close()
    await system.stop()
  }
  if (checkout === undefined && on === 'postgres')
    await measureEmmett(seconds, (clients, cells) => noted('a service with emmett', clients, cells))
  printLine('')
  printLine('Until all views show a command and checkpoints are written; the WAL in KB, processor time in ms a command.')
  printLine(table([['', 'clients', 'commands/s', 'p50 ms', 'p99 ms', 'statements', 'WAL', 'Node', 'PostgreSQL'], ...rows]))
  printLine('')
  printLine(idle)
}
