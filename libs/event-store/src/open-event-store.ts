import type { ServiceName } from '@case-timeline/contracts'
import type { DeploymentRecord, DeploymentSettings } from './deployment.ts'
import type { AppendObserver, EventStore, UnreadableEvent } from './event-store.ts'
import { indexDatabase } from './eventstoredb/case-index-tables.ts'
import { ConnectionStringError, connectionTargetOf } from './eventstoredb/connection-string.ts'
import { eventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.ts'
import type { FollowedLogs } from './eventstoredb/followed-log.ts'
import { identifyInEventStoreDb } from './eventstoredb/identify.ts'
import { identifyInPostgres } from './postgres/identify.ts'
import type { LogLooks } from './postgres/log-end.ts'
import { postgresEventStore } from './postgres/postgres-event-store.ts'
import { readableEventStore } from './readable-event-store.ts'
import type { RecordedTexts } from './recorded-texts.ts'

type Driver = 'postgres' | 'eventstoredb'

const DRIVERS: Readonly<Record<string, Driver>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  esdb: 'eventstoredb',
  'esdb+discover': 'eventstoredb',
  kurrentdb: 'eventstoredb',
  'kurrentdb+discover': 'eventstoredb',
}

const URL_HINT = 'use postgres://login:password@host:5432/events or esdb://login:password@host:2113'

const schemeOf = (url: string): string | undefined => /^([a-z][a-z+.-]*):/i.exec(url)?.[1]?.toLowerCase()

const driverOf = (url: string): Driver | undefined => DRIVERS[schemeOf(url) ?? '']

/**
 * Why a URL does not name an event store, as the end of a sentence; undefined if it does. Reads the certificate files
 * in it.
 */
export const eventStoreUrlProblem = (url: string): string | undefined => {
  switch (driverOf(url)) {
    case 'postgres':
      return URL.canParse(url) ? undefined : `is not a URL: ${URL_HINT}`
    case 'eventstoredb':
      try {
        connectionTargetOf(url)
        return undefined
      } catch (error) {
        if (error instanceof ConnectionStringError) return error.message
        throw error
      }
    case undefined: {
      const scheme = schemeOf(url)
      return `${scheme === undefined ? 'has no scheme' : `has the scheme ${scheme}:, for which there is no driver`}: ${URL_HINT}`
    }
  }
}

export interface StoreOptions {
  /** Called once for each event that readers pass over because it cannot be read. */
  readonly onUnreadable?: ((event: UnreadableEvent) => void) | undefined
  /** What this process records; several stores of one process share it. */
  readonly recorded?: RecordedTexts | undefined
  /** Observes each append. */
  readonly observer?: AppendObserver | undefined
  /** URL of the database of the service's views: a store without an index of cases keeps one there, otherwise in memory. */
  readonly indexUrl?: string | undefined
  /** The logs of EventStoreDB that this process follows; several stores of one process share them. */
  readonly followed?: FollowedLogs | undefined
  /** What this process looks for in the log of PostgreSQL; several stores of one process share it. */
  readonly looks?: LogLooks | undefined
}

/**
 * Opens the event store at a URL: `postgres://login:password@host:port/database`, or a connection string of
 * EventStoreDB or KurrentDB (`esdb://login:password@host:2113`, `esdb+discover://…`). Connects on first use, or at once to
 * fill an index of cases.
 * @param service the service whose streams are written and whose visible events are read; on PostgreSQL the login
 * determines it
 * @throws if this release has no driver for the URL
 */
export const openEventStore = (
  url: string,
  service: ServiceName,
  { onUnreadable, recorded, observer, indexUrl, followed, looks }: StoreOptions = {},
): EventStore => {
  const problem = eventStoreUrlProblem(url)
  if (problem !== undefined) throw new Error(`EVENT_STORE_URL ${problem}`)
  const onBatch = observer && ((commands: number) => observer.sent(commands))
  const indexIn = indexUrl === undefined ? undefined : { db: indexDatabase(indexUrl) }
  const store =
    driverOf(url) === 'postgres' ? postgresEventStore({ url, onBatch, looks }) : eventStoreDbEventStore({ url, service, indexIn, followed })
  return readableEventStore(store, onUnreadable, recorded, observer)
}

/**
 * The deployment that records its events in a store; the first call records it there, permanently.
 * @throws WrongDeployment if the store belongs to another deployment, the key is another one, the login is that of
 * another service or a newer release has changed the store; StoreUnavailable, StoreDenied
 */
export const identifyDeployment = (url: string, settings: DeploymentSettings): Promise<DeploymentRecord> =>
  driverOf(url) === 'postgres' ? identifyInPostgres(url, settings) : identifyInEventStoreDb(url, settings)
