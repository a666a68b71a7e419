import { randomUUID } from 'node:crypto'
import { CaseOpened } from '@case-timeline/contracts'
import { backingOn, startBacking } from '../commands/backing.ts'
import { countersOf } from '../commands/counters.ts'
import { forMs, runRound } from '../commands/round.ts'
import { type Deployment, type MeasuredSystem, startSystemOn } from '../commands/running-system.ts'
import { figures, judge, keyOf, verdicts, type Contestant, type Target } from '../comparison.ts'
import { measureRounds } from '../rounds.ts'
import { ratio, table } from '../table.ts'
import { callsCell } from './calls-cell.ts'
import { growingCases, type GrowingCases, type GrowingOptions } from './growing-cases.ts'
import { type Growth, slicesOf } from './growth.ts'
import type { StartServer } from './measured-server.ts'

const CLIENTS = 24
const WARM_UP_MS = 5_000

const contestant = (peer: string): Contestant => ({ peer, clients: CLIENTS })
const EVENTSTOREDB = contestant('commands on EventStoreDB')
const POSTGRES = contestant('on PostgreSQL')

const TARGETS: readonly Target[] = [{ of: EVENTSTOREDB, to: POSTGRES, perSecond: { minimum: 0.8 } }]

export interface CommandsPlan {
  readonly startServer: StartServer
  readonly growth: Growth
  /** The slices in which each case grows once. */
  readonly rounds: number
  printLine(line: string): void
}

/** A system that has answered commands for a while. */
const started = async (starting: Promise<MeasuredSystem>, server?: GrowingOptions['server']) => {
  const system = await starting
  const openCase = (client: number): Promise<string> => {
    const leadAgency = system.agencyOf(client)
    return system.send(leadAgency, `/cases/${randomUUID()}/open-case`, { ...CaseOpened.example, leadAgency })
  }
  await runRound(system, openCase, CLIENTS, forMs(WARM_UP_MS)).catch(async (error: unknown) => {
    await system.stop()
    throw error
  })
  const counters = await countersOf(system)
  const stop = async (): Promise<void> => {
    await counters.close()
    await system.stop()
  }
  return { cases: growingCases({ system, counters, clients: CLIENTS, server }), deployment: system.deployment, stop }
}

/**
 * Compares commands over HTTP of two systems that run at the same time, one on EventStoreDB and one on PostgreSQL: each
 * client adds facts to a case of its own. In a round, the cases of both grow by the same facts.
 * @returns the deployment whose events are on EventStoreDB now
 */
export const compareCommandsOn = async ({ startServer, ...plan }: CommandsPlan): Promise<Deployment> => {
  const server = await startServer()
  const onEventStoreDb = await started(startSystemOn(backingOn(server)), server)
  try {
    const onPostgres = await started(startBacking('postgres').then((backing) => startSystemOn(backing)))
    try {
      await compareGrowth({ [keyOf(EVENTSTOREDB)]: onEventStoreDb.cases, [keyOf(POSTGRES)]: onPostgres.cases }, plan)
    } finally {
      await onPostgres.stop()
    }
  } finally {
    await onEventStoreDb.stop()
  }
  return onEventStoreDb.deployment
}

const compareGrowth = async (
  cases: Readonly<Record<string, GrowingCases>>,
  { growth, rounds, printLine }: Omit<CommandsPlan, 'startServer'>,
): Promise<void> => {
  printLine(`Commands of ${CLIENTS} clients, each about a case of its own, which grows from ${growth.from} to ${growth.to} facts`)
  const slices = slicesOf(growth, rounds)
  const taken = new Map<string, number>()
  const measureOnce = (one: Contestant) => {
    const round = taken.get(keyOf(one)) ?? 0
    taken.set(keyOf(one), round + 1)
    return cases[keyOf(one)]!.grow(slices[round % slices.length]!)
  }
  const measured = await measureRounds({ contestants: [EVENTSTOREDB, POSTGRES], targets: TARGETS, rounds, measureOnce, printLine })
  printLine('')
  printLine('commands/s (p50/p99 ms; processor time per command, services+servers, µs)')
  printLine(
    table([
      ['facts of each case', 'EventStoreDB', 'appends+reads', 'PostgreSQL', 'ratio'],
      ...measured.map((round, number) => {
        const { from, to } = slices[number % slices.length]!
        const [here, there] = [round.get(keyOf(EVENTSTOREDB))!, round.get(keyOf(POSTGRES))!]
        return [`${from} to ${to}`, figures([here]), callsCell([here]), figures([there]), ratio(here.perSecond, there.perSecond).toFixed(2)]
      }),
    ]),
  )
  printLine('')
  printLine(verdicts(judge(measured, TARGETS)))
}
