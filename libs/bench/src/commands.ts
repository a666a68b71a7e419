import { cpus, loadavg } from 'node:os'
import type { BackingName } from './commands/backing.ts'
import { commandBarRows, idleBarRows } from './commands/bars.ts'
import { COST_COLUMNS, type CommandCost, costCells, measureCost, type Measuring } from './commands/cost.ts'
import { measureIdle } from './commands/idle.ts'
import { compareInTurn, type Sending } from './commands/in-turn.ts'
import { type PersonKind, recordLongCase, recordLongCases, SUSPECTS, VICTIMS } from './commands/long-case.ts'
import type { Command, Settling } from './commands/round.ts'
import type { MeasuredSystem } from './commands/running-system.ts'
import { type Started, startedEmmett, startedSystem } from './commands/started.ts'
import { type Contestant, STATED, type Target } from './comparison.ts'
import { table } from './table.ts'

export interface CommandsPlan {
  /** Duration of each measurement. */
  readonly seconds: number
  /** Facts of the single cases. */
  readonly facts: readonly number[]
  /** Where the system stores its events, and by what it follows them. The bars are on PostgreSQL. */
  readonly on: BackingName
  /** Another checkout to compare with, with installed packages and compiled services/casectl. */
  readonly checkout?: string | undefined
  /** How many times the rate of the other checkout is the bar; absent: the ratio is stated without one. */
  readonly times?: number | undefined
  printLine(line: string): void
}

const CLIENTS = [1, 8, 24]
/** With which a long case is compared with a short one. */
const CLIENTS_OF_ONE_CASE = [1, 8]
const BUSY = 24
/** A case that is a hundred times as long has deeper indexes, of which each command writes more pages, but nothing that grows with it. */
const LEVEL = 1.5

const NEW_CASE = 'a new case each'
const EMMETT: Contestant = { peer: 'a service with emmett', clients: BUSY }
const HERE: Contestant = { peer: NEW_CASE, clients: BUSY }
const THERE: Contestant = { peer: 'in the other checkout', clients: BUSY }

/** Sizes of a case of victims, of whom each has a support case: more take minutes to begin with. */
const VICTIMS_IN_CASES = [100, 2_000]

/** Facts of cases that are at work at the same time, one for each client. */
const FACTS_IN_MANY_CASES = [10, 500] as const

const ofOneCase = (count: number, { name }: PersonKind): string => `one case of ${count.toLocaleString('en')} ${name}`

/** Adds a person to one case. */
const identifyIn =
  (system: MeasuredSystem, caseId: string, { command, person }: PersonKind): Command =>
  () =>
    system.send(system.agencyOf(0), `/cases/${caseId}/${command}`, person())

interface Pairs {
  readonly contestants: readonly Sending[]
  readonly targets: readonly Target[]
}

/** One long case, and in each round a new short one, because a case grows by the commands that are measured. */
const longCaseAgainstShort = async (
  { system, counters }: Started<MeasuredSystem>,
  counts: readonly number[],
  kind: PersonKind,
  clientsOfOneCase: readonly number[],
): Promise<Pairs> => {
  const [short, long] = [Math.min(...counts), Math.max(...counts)]
  if (short === long) return { contestants: [], targets: [] }
  const begun = async (count: number): Promise<Command> => identifyIn(system, await recordLongCase(system, count, kind), kind)
  const longCase = await begun(long)
  const measuring = { system, counters }
  return {
    contestants: clientsOfOneCase.flatMap((clients) => [
      { peer: ofOneCase(long, kind), clients, measuring, begin: () => Promise.resolve(longCase) },
      { peer: ofOneCase(short, kind), clients, measuring, begin: () => begun(short) },
    ]),
    targets: clientsOfOneCase.map((clients) => ({
      of: { peer: ofOneCase(long, kind), clients },
      to: { peer: ofOneCase(short, kind), clients },
      perSecond: { minimum: 0.7 },
      cpu: STATED,
      wal: { maximum: LEVEL },
    })),
  }
}

/** As many long cases as clients, and as many short ones. */
const manyLongCasesAgainstShort = async ({ system, counters }: Started<MeasuredSystem>): Promise<Pairs> => {
  const measuring = { system, counters }
  const sending = async (count: number): Promise<Sending> => {
    const cases = await recordLongCases(system, BUSY, count, SUSPECTS)
    const command: Command = (client) => system.send(system.agencyOf(0), `/cases/${cases[client]}/identify-suspect`, SUSPECTS.person())
    return { peer: `a case of ${count} facts each`, clients: BUSY, measuring, begin: () => Promise.resolve(command) }
  }
  const [short, long] = [await sending(FACTS_IN_MANY_CASES[0]), await sending(FACTS_IN_MANY_CASES[1])]
  return {
    contestants: [long, short],
    targets: [{ of: long, to: short, perSecond: { minimum: 0.7 }, cpu: STATED, wal: { maximum: LEVEL } }],
  }
}

/**
 * Measures commands over HTTP on a system of its own, with the views of all services: what a command costs until all of
 * them show it, and whether that keeps its bars.
 */
export const measureCommands = async ({ seconds, facts, on, checkout, times, printLine }: CommandsPlan): Promise<void> => {
  const [loadBefore = 0] = loadavg()
  const rows: string[][] = []
  const measured = async (name: string, clients: number, measuring: Measuring, command: Command): Promise<CommandCost> => {
    const cost = await measureCost(measuring, command, clients, seconds)
    rows.push([name, String(clients), ...costCells(cost)])
    printLine(`${name}, ${clients} clients measured`)
    return cost
  }
  const running: Started<Settling>[] = []
  const run = async <S extends Settling>(starting: Promise<Started<S>>): Promise<Started<S>> => {
    const one = await starting
    running.push(one)
    return one
  }
  try {
    const own = await run(startedSystem(undefined, on))
    const idle = await measureIdle(own.counters)
    printLine('an idle system measured')
    const costs = new Map<number, CommandCost>()
    for (const clients of CLIENTS) costs.set(clients, await measured(NEW_CASE, clients, own, own.openCase))
    const measureCases = async (counts: readonly number[], of: readonly number[], kind: PersonKind): Promise<void> => {
      for (const count of counts) {
        const command = identifyIn(own.system, await recordLongCase(own.system, count, kind), kind)
        for (const clients of of) await measured(ofOneCase(count, kind), clients, own, command)
      }
    }
    await measureCases(facts, CLIENTS, SUSPECTS)
    await measureCases(VICTIMS_IN_CASES, CLIENTS_OF_ONE_CASE, VICTIMS)
    const opening = (contestant: Contestant, one: Measuring & { openCase: Command }): Sending => ({
      ...contestant,
      measuring: one,
      begin: () => Promise.resolve(one.openCase),
    })
    const targets: Target[] = []
    const contestants: Sending[] = []
    if (on === 'postgres') {
      const emmett = await run(startedEmmett())
      for (const clients of CLIENTS) await measured(EMMETT.peer, clients, emmett, emmett.openCase)
      contestants.push(opening(HERE, own), opening(EMMETT, emmett))
      targets.push({ of: HERE, to: EMMETT, perSecond: { minimum: 1 }, cpu: STATED })
      if (checkout !== undefined) {
        const other = await run(startedSystem(checkout))
        await measured(`${NEW_CASE}, ${THERE.peer}`, BUSY, other, other.openCase)
        contestants.push(opening(THERE, other))
        targets.push({ of: HERE, to: THERE, perSecond: times === undefined ? STATED : { minimum: times }, cpu: STATED })
      }
      const ofSuspects = await longCaseAgainstShort(own, facts, SUSPECTS, CLIENTS_OF_ONE_CASE)
      // What follows from victims takes seconds in each round: one client alone.
      const ofVictims = await longCaseAgainstShort(own, VICTIMS_IN_CASES, VICTIMS, [1])
      for (const pairs of [ofSuspects, await manyLongCasesAgainstShort(own), ofVictims]) {
        contestants.push(...pairs.contestants)
        targets.push(...pairs.targets)
      }
    }
    const ratios = await compareInTurn(contestants, targets, printLine)
    printLine('')
    printLine('Until all views show a command and checkpoints are written; processor time in ms a command.')
    printLine(table([['', 'clients', ...COST_COLUMNS], ...rows]))
    printLine('')
    printLine(
      `Idle: ${idle.statements.toFixed(1)} statements/s; of one core Node ${idle.node.toFixed(2)} %, PostgreSQL ${idle.postgres.toFixed(2)} %`,
    )
    if (on !== 'postgres') return
    printLine('')
    printLine('Ratios of the same round: their median, and its 95 % interval. Everything else as measured once.')
    printLine(
      `${cpus().length} cores, with a load of ${loadBefore.toFixed(1)} before: what others use makes figures worse that are no ratios.`,
    )
    printLine(
      table([
        ['', 'clients', 'of', 'measured', '95 % interval', 'bar', ''],
        ...commandBarRows(NEW_CASE, (clients) => costs.get(clients)),
        ...idleBarRows(idle),
        ...ratios,
      ]),
    )
  } finally {
    for (const one of running.toReversed()) await one.stop()
  }
}
