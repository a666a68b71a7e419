import type { DataSource } from 'typeorm'
import type { EventStore } from '@case-timeline/event-store'
import type { Readiness } from './health.controller.ts'
import type { WayOfEvents } from './way-of-events.ts'

const PATIENCE_MS = 2_000

/** What a service needs. */
export interface Needed {
  readonly store: EventStore
  readonly db: DataSource
  readonly events: Pick<WayOfEvents, 'hindrances'>
  /** What keeps commands of agencies' systems from being taken. */
  commands(): readonly string[]
}

/**
 * Asks the event store, the views' database and the feed, each for a bounded time. Where the feed was reached once, its loss is told and
 * is no reason to turn callers away: commands are recorded all the same, and what they caused comes when it is back.
 */
export const readinessOf = ({ store, db, events, commands }: Needed): Readiness => {
  let reached = false
  return {
    async state() {
      const [unanswered, hindrances] = await Promise.all([
        Promise.all([answers(() => store.lastPosition(), 'the event store'), answers(() => db.query('select 1'), 'the views’ database')]),
        events.hindrances(),
      ])
      reached ||= hindrances.length === 0
      return { missing: [...unanswered.flat(), ...(reached ? [] : ['the feed'])], hindrances: [...hindrances, ...commands()] }
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
