import { setTimeout as pause } from 'node:timers/promises'
import type { AgencyId } from '@case-timeline/contracts'
import type { Aggregate, Desk } from '@case-timeline/event-store'
import type { Vault } from '@case-timeline/vault'
import type { DataSource } from 'typeorm'
import type { Log } from './log.ts'

/** What a chore works with. */
export interface Household {
  readonly desk: Desk
  readonly db: DataSource
  readonly vault: Vault
  readonly aggregates: readonly Aggregate[]
  readonly jurisdiction: string
  readonly receivingAgency: AgencyId | undefined
  /** Aborted when the service stops. */
  readonly signal: AbortSignal
}

/** What a service does by itself from time to time. Each replica does it, so doing it twice must change nothing. */
export interface Chore {
  readonly name: string
  readonly everySeconds: number
  run(household: Household): Promise<void>
}

const keepDoing = async (chore: Chore, household: Household, log: Log): Promise<void> => {
  const { signal } = household
  while (!signal.aborted) {
    try {
      await chore.run(household)
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error, chore: chore.name }, 'a chore failed: it is tried again in its next round')
    }
    await pause(chore.everySeconds * 1_000, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

/** Starts the chores. @returns when all have stopped, after the signal */
export const doChores = (chores: readonly Chore[], household: Household, log: Log): Promise<unknown> =>
  Promise.all(chores.map((chore) => keepDoing(chore, household, log)))
