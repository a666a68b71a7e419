import type { DataSource } from 'typeorm'
import type { EventStore } from '@case-timeline/event-store'
import type { Vault } from '@case-timeline/vault'
import type { Readiness } from './health.controller.ts'
import type { WayOfEvents } from './way-of-events.ts'

const PATIENCE_MS = 2_000
const VAULT_LOST = 'the vault cannot be reached: nothing is sealed or opened until it is; check VAULT_URL and the database behind it'

/** What a service needs. */
export interface Needed {
  readonly store: EventStore
  readonly db: DataSource
  readonly vault: Pick<Vault, 'ping'>
  readonly events: Pick<WayOfEvents, 'hindrances'>
  /** What keeps commands of agencies' systems from being taken. */
  commands(): readonly string[]
}

/**
 * Asks the event store, the views' database, the vault and the feed, each for a bounded time. The loss of the vault, and of a feed that was
 * reached once, is told and is no reason to turn callers away: commands are recorded all the same but those that seal something, and what
 * they caused comes when the feed is back.
 */
export const readinessOf = ({ store, db, vault, events, commands }: Needed): Readiness => {
  let reached = false
  return {
    async state() {
      const [unanswered, locked, hindrances] = await Promise.all([
        Promise.all([answers(() => store.lastPosition(), 'the event store'), answers(() => db.query('select 1'), 'the views’ database')]),
        answers(() => vault.ping(), VAULT_LOST),
        events.hindrances(),
      ])
      reached ||= hindrances.length === 0
      return { missing: [...unanswered.flat(), ...(reached ? [] : ['the feed'])], hindrances: [...hindrances, ...locked, ...commands()] }
    },
  }
}

const answers = (ask: () => Promise<unknown>, what: string): Promise<string[]> =>
  new Promise((resolve) => {
    const late = setTimeout(() => resolve([what]), PATIENCE_MS)
    ask()
      .then(
        () => resolve([]),
        () => resolve([what]),
      )
      .finally(() => clearTimeout(late))
  })
