import { randomBytes } from 'node:crypto'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { type Law, migrateEventStore, type StoredEvent } from '@case-timeline/event-store'
import { openDestination, type Stores } from './destination.ts'

/** An empty event store in a database of its own, to import into under a law, if any. */
export const freshDestination = async (law?: Law) => {
  const database = await testDatabase()
  const logins = Object.fromEntries(SERVICES.map((service) => [service, randomBytes(12).toString('hex')])) as Record<ServiceName, string>
  const stores: Stores = {
    deployment: 'test',
    digestKey: '1'.repeat(64),
    stores: await migrateEventStore(database.url, { logins }),
  }
  const destination = openDestination(stores, () => law)
  const { store } = destination.desks.auditTrail
  /** Every event of the log; audit-trail sees all. */
  const events = async (): Promise<StoredEvent[]> => {
    const all: StoredEvent[] = []
    for (let after = '0'; ;) {
      const page = await store.readAll({ after, limit: 5_000 })
      all.push(...page.events)
      if (page.events.length === 0) return all
      after = page.position
    }
  }
  const close = async () => {
    await destination.close()
    await database.drop()
  }
  return { ...destination, stores, events, close }
}

/** What two imports of the same log must agree on, in an order that does not depend on which case came first. */
export const contentOf = (events: readonly StoredEvent[]): string[] =>
  events.map(({ stream, revision, type, id, dataText }) => JSON.stringify([stream, revision, type, id, dataText])).sort()
