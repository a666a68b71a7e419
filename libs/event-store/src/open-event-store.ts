import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from './event-store.ts'
import { ConnectionStringError, targetOf } from './eventstoredb/connection-string.ts'
import { eventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.ts'
import { postgresEventStore } from './postgres/postgres-event-store.ts'

type Driver = 'postgres' | 'eventstoredb'

const DRIVERS: Readonly<Record<string, Driver>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  esdb: 'eventstoredb',
  'esdb+discover': 'eventstoredb',
  kurrentdb: 'eventstoredb',
  'kurrentdb+discover': 'eventstoredb',
}

const USE = 'use postgres://login:password@host:5432/events or esdb://login:password@host:2113'

const schemeOf = (url: string): string | undefined => /^([a-z][a-z+.-]*):/i.exec(url)?.[1]?.toLowerCase()

const driverOf = (url: string): Driver | undefined => DRIVERS[schemeOf(url) ?? '']

/** What keeps a URL from naming an event store, as the end of a sentence, or nothing. Reads the certificates that it names. */
export const eventStoreUrlProblem = (url: string): string | undefined => {
  switch (driverOf(url)) {
    case 'postgres':
      return URL.canParse(url) ? undefined : `is no URL: ${USE}`
    case 'eventstoredb':
      try {
        targetOf(url)
        return undefined
      } catch (error) {
        if (error instanceof ConnectionStringError) return error.message
        throw error
      }
    case undefined: {
      const scheme = schemeOf(url)
      return `${scheme === undefined ? 'has no scheme' : `has the scheme ${scheme}:, for which there is no driver`}: ${USE}`
    }
  }
}

/**
 * The event store that a URL names: `postgres://login:password@host:port/database`, or a connection string of EventStoreDB or KurrentDB
 * (`esdb://login:password@host:2113`, `esdb+discover://…`). Connects when first used.
 * @param service whose streams are written and for whose eyes is read; PostgreSQL goes by its login, EventStoreDB by this
 * @throws if the URL does not name a store that this release has a driver for
 */
export const openEventStore = (url: string, service: ServiceName): EventStore => {
  const problem = eventStoreUrlProblem(url)
  if (problem !== undefined) throw new Error(`EVENT_STORE_URL ${problem}`)
  return driverOf(url) === 'postgres' ? postgresEventStore({ url }) : eventStoreDbEventStore({ url, service })
}
