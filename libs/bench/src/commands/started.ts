import { randomUUID } from 'node:crypto'
import { CaseOpened } from '@case-timeline/contracts'
import type { BackingName } from './backing.ts'
import type { Measuring } from './cost.ts'
import { countersOf } from './counters.ts'
import { startEmmettSystem } from './emmett-system.ts'
import { type Command, forMs, runRound, type Settling } from './round.ts'
import { type MeasuredSystem, startMeasuredSystem } from './running-system.ts'

/** Code that only some commands have run yet is slow: one client alone would be measured while it is compiled. */
const WARM_UP_MS = 8_000
const CLIENTS = 8

/** A system that has answered commands for a while. */
export interface Started<System extends Settling> extends Measuring {
  readonly system: System
  /** Opens a new case. */
  readonly openCase: Command
  stop(): Promise<void>
}

type Sent = Pick<MeasuredSystem, 'pid' | 'databaseUrl' | 'databaseLog' | 'send' | 'settle' | 'stop'>

const started = async <System extends Sent>(
  system: System,
  agencyOf: (client: number) => typeof CaseOpened.example.leadAgency,
): Promise<Started<System>> => {
  const counters = await countersOf(system)
  const stop = async (): Promise<void> => {
    await counters.close()
    await system.stop()
  }
  const openCase: Command = (client) => {
    const leadAgency = agencyOf(client)
    return system.send(leadAgency, `/cases/${randomUUID()}/open-case`, { ...CaseOpened.example, leadAgency })
  }
  await runRound(system, openCase, CLIENTS, forMs(WARM_UP_MS)).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { system, counters, openCase, stop }
}

/** The system of this checkout, or of another one. */
export const startedSystem = async (checkout?: string, on: BackingName = 'postgres'): Promise<Started<MeasuredSystem>> => {
  const system = await startMeasuredSystem(checkout, on)
  return started(system, (client) => system.agencyOf(client))
}

/** A small service with emmett-postgresql that answers the same command. */
export const startedEmmett = async (): Promise<Started<Sent>> => started(await startEmmettSystem(), () => CaseOpened.example.leadAgency)
