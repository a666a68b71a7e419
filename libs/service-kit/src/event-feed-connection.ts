import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type Feed, type Measure, type Observe, openFeed, openRelay } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'
import type { Configuration } from './configuration.ts'
import type { Tracing } from './tracing.ts'

/** A service's connection to the event feed, and the relay if this service publishes to the feed's topics. */
export interface EventFeedConnection {
  readonly feed: Feed
  /** The scheme of EVENT_FEED_URL. */
  readonly kind: string
  /** Whether this process runs a relay, active or on standby. */
  readonly isRelay: boolean
  /** Why events are not delivered now: sentences for an operator, each with what to do. Never rejects. */
  degradedReasons(): Promise<readonly string[]>
  /** Whether events were delivered once, and relayed if this service runs the relay, since the start. */
  wasReached(): boolean
  /** Of the relay, if this process runs one. Never rejects. */
  measures(): Promise<readonly Measure[]>
  /** Call it after the consumers have stopped. */
  close(): Promise<void>
}

export interface EventFeedOptions {
  readonly service: ServiceName
  readonly configuration: Pick<Configuration, 'EVENT_FEED_URL' | 'DEPLOYMENT' | 'DIGEST_KEY' | 'SCHEMAS_URL'>
  readonly store: EventStore
  readonly db: DataSource
  readonly observe: Observe
  /** Whether this service publishes to the topics of all services, if the feed has topics. */
  readonly runsRelay: boolean
  readonly tracing?: Tracing | undefined
}

/**
 * Opens the event feed of the configuration, and the relay. Waits for a broker that is not available.
 * @throws if the store or the database cannot be reached
 */
export const openEventFeed = async ({
  service,
  configuration,
  store,
  db,
  observe,
  runsRelay,
  tracing,
}: EventFeedOptions): Promise<EventFeedConnection> => {
  const { EVENT_FEED_URL: url, DEPLOYMENT: deployment, DIGEST_KEY: digestKey, SCHEMAS_URL: schemasUrl } = configuration
  const feed = openFeed(url, { store, service, deployment, digestKey })
  const ending = new AbortController()
  const traced = { around: tracing?.delivery, traceparentOf: tracing?.traceparentOf }
  const relayOptions = { url, store, db, deployment, digestKey, schemasUrl, observe, signal: ending.signal, ...traced }
  const relay = runsRelay ? await openRelay(relayOptions) : undefined
  const parts = relay ? [feed, relay] : [feed]
  return {
    feed,
    kind: new URL(url).protocol.slice(0, -1),
    isRelay: relay !== undefined,
    degradedReasons: async () => (await Promise.all(parts.map((part) => part.degradedReasons()))).flat(),
    wasReached: () => parts.every((part) => part.wasReached()),
    measures: () => relay?.measures() ?? Promise.resolve([]),
    close: async () => {
      ending.abort()
      await relay?.stopped
      await feed.close()
    },
  }
}
