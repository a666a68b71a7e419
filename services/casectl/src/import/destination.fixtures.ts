import { randomBytes } from 'node:crypto'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { type LoadedPolicy } from '@case-timeline/commands'
import { type StoredEvent } from '@case-timeline/event-store'
import { migrateEventStore } from '@case-timeline/event-store/drivers'
import { openDestination, type Stores } from './destination.ts'

const newStores = async () => {
  const { url, drop } = await testDatabase()
  const logins = Object.fromEntries(SERVICES.map((service) => [service, randomBytes(12).toString('hex')])) as Record<ServiceName, string>
  const stores: Stores = { deployment: 'test', digestKey: '1'.repeat(64), stores: await migrateEventStore(url, { logins }) }
  return { stores, adminUrl: url, drop }
}

/**
 * An empty event store in a separate database, as the destination of an import.
 * @param law the policy under which commands are decided; default: no policy
 * @param shared the stores of another destination, opened once more as by another process
 */
export const testDestination = async (law?: LoadedPolicy, shared?: Stores) => {
  const { stores, adminUrl, drop } = shared ? { stores: shared, adminUrl: undefined, drop: () => Promise.resolve() } : await newStores()
  const destination = openDestination(stores, () => law)
  const { store } = destination.contexts.auditTrail
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
    await drop()
  }
  return { ...destination, stores, adminUrl, events, close }
}

/**
 * The contents of events that must be equal after two imports of the same log. They are sorted, because the order of
 * the cases may differ.
 */
export const eventContents = (events: readonly StoredEvent[]): string[] =>
  events.map(({ stream, revision, type, id, dataText }) => JSON.stringify([stream, revision, type, id, dataText])).sort()
