import { startEventStoreDb } from '@case-timeline/testing'
import type { EventStore } from './event-store.ts'
import { eventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.ts'
import { eventDatabase } from './postgres/database.fixtures.ts'
import { postgresEventStore } from './postgres/postgres-event-store.ts'

/** A log of its own, which replicas of one service share. */
interface SharedLog {
  open(): EventStore
  close(): Promise<void>
}

const onPostgres = async (): Promise<SharedLog> => {
  const { urls, drop } = await eventDatabase()
  return { open: () => postgresEventStore({ url: urls.investigation }), close: drop }
}

const onEventStoreDb = async (): Promise<SharedLog> => {
  const server = await startEventStoreDb()
  return { open: () => eventStoreDbEventStore({ url: server.url(), service: 'investigation' }), close: () => server.close() }
}

/** What is built on the port behaves the same on each. */
export const DRIVERS: readonly (readonly [string, () => Promise<SharedLog>])[] = [
  ['PostgreSQL', onPostgres],
  ['EventStoreDB', onEventStoreDb],
]
