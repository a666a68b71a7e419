import type { EventStore } from './event-store.ts'
import { postgresEventStore } from './postgres/postgres-event-store.ts'

/**
 * The event store that a URL names: `postgres://login:password@host:port/database`.
 * @throws if the URL does not name a store that this release has a driver for
 */
export const openEventStore = (url: string): EventStore => {
  const scheme = /^([a-z][a-z+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  switch (scheme) {
    case 'postgres':
    case 'postgresql':
      return postgresEventStore({ url })
    default:
      throw new Error(
        `EVENT_STORE_URL ${scheme === undefined ? 'has no scheme' : `has the scheme ${scheme}:, for which there is no driver`}: ` +
          'use postgres://login:password@host:5432/events',
      )
  }
}
