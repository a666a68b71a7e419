import type { DataSource } from 'typeorm'
import type { EventStore } from '@case-timeline/event-store'
import type { Readiness } from './health.controller.ts'

const PATIENCE_MS = 2_000

/** Asks the event store and the views' database, each for a bounded time. */
export const readinessOf = (store: EventStore, db: DataSource): Readiness => ({
  async missing() {
    const answered = await Promise.all([
      answers(() => store.lastPosition(), 'the event store'),
      answers(() => db.query('select 1'), 'the views’ database'),
    ])
    return answered.flat()
  },
})

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
