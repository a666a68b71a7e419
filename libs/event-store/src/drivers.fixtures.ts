import { startEventStoreDb } from '@case-timeline/testing'
import type { EventStore } from './event-store.ts'
import { eventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.ts'
import { eventDatabase } from './postgres/database.fixtures.ts'
import { postgresEventStore } from './postgres/postgres-event-store.ts'

export { backupOf } from './postgres/database.fixtures.ts'

/** A separate log that replicas of one service share. */
interface SharedLog {
  open(): EventStore
  /** Backs the log up. @returns restores the backup */
  backup(): Promise<() => Promise<void>>
  close(): Promise<void>
}

const onPostgres = async (): Promise<SharedLog> => {
  const { urls, backup, drop } = await eventDatabase()
  return { backup, open: () => postgresEventStore({ url: urls.investigation }), close: drop }
}

const onEventStoreDb = async (): Promise<SharedLog> => {
  const server = await startEventStoreDb()
  const backup = async () => {
    const restore = server.log.backup()
    return async () => {
      await server.stop()
      restore()
      await server.start()
    }
  }
  return { backup, open: () => eventStoreDbEventStore({ url: server.url(), service: 'investigation' }), close: () => server.close() }
}

/** Every driver: code that is built on the port behaves the same on each. */
export const DRIVERS: readonly (readonly [string, () => Promise<SharedLog>])[] = [
  ['PostgreSQL', onPostgres],
  ['EventStoreDB', onEventStoreDb],
]
