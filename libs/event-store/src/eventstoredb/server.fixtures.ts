import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { startEventStoreDb, type EventStoreDb, type EventStoreDbOptions, type Logins } from '@case-timeline/testing'
import type { EventStore } from '../event-store.ts'
import { eventStoreDbEventStore, type EventStoreDbOptions as DriverOptions } from './eventstoredb-event-store.ts'

/** One login for each service, which may write the streams of that service, and one administrator. */
export const LOGINS: Logins = {
  ...Object.fromEntries(SERVICES.map((service) => [service, { password: `pw:${service}`, writes: [`${service}.`] }])),
  chief: { password: 'of all', admin: true },
}

/** The servers and stores of one specification. */
export interface TestServers {
  server(options?: EventStoreDbOptions): Promise<EventStoreDb>
  store(url: string, more?: Partial<DriverOptions> & { service?: ServiceName }): EventStore
  /** Closes the stores, then the servers. */
  clear(): Promise<void>
}

export const testServers = (): TestServers => {
  const servers: EventStoreDb[] = []
  const stores: EventStore[] = []
  return {
    async server(options) {
      const started = await startEventStoreDb(options)
      servers.push(started)
      return started
    },
    store(url, more = {}) {
      const store = eventStoreDbEventStore({ url, service: 'investigation', ...more })
      stores.push(store)
      return store
    },
    async clear() {
      await Promise.all(stores.splice(0).map((store) => store.close()))
      await Promise.all(servers.splice(0).map((server) => server.close()))
    },
  }
}

/** An event of another application. */
export const foreignEvent = (type: string, data = '{}') => ({
  id: '7c3d1f60-0000-4000-8000-000000000001',
  type,
  contentType: 'application/json',
  data: Buffer.from(data),
  metadata: Buffer.alloc(0),
})
