import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type Feed, type Measure, type Observe, openFeed, openRelay } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'
import type { Chore } from './chores.ts'
import type { Configuration } from './configuration.ts'
import type { Log } from './log.ts'

/** How events come to a service: its feed, and where it is the one that fills the feed's topics, the relay. */
export interface WayOfEvents {
  readonly feed: Feed
  /** The scheme of EVENT_FEED_URL. */
  readonly kind: string
  /** Whether this process is a relay, elected or standing by. */
  readonly relays: boolean
  /** What keeps events from coming now: sentences for an operator, each with what to do. Never rejects. */
  hindrances(): Promise<readonly string[]>
  /** Never rejects. */
  measures(): Promise<readonly Measure[]>
  /** After the consumers have stopped. */
  close(): Promise<void>
}

export interface Travelled {
  readonly service: ServiceName
  readonly configuration: Pick<Configuration, 'EVENT_FEED_URL' | 'DEPLOYMENT' | 'SCHEMAS_URL'>
  readonly store: EventStore
  readonly db: DataSource
  readonly observe: Observe
  /** Whether this service fills the topics of all, where the feed has topics. */
  readonly relays: boolean
}

/**
 * Opens the feed that the configuration names, and the relay. A broker that is away is waited for.
 * @throws when the store or the database cannot be reached
 */
export const openWayOfEvents = async ({ service, configuration, store, db, observe, relays }: Travelled): Promise<WayOfEvents> => {
  const { EVENT_FEED_URL: url, DEPLOYMENT: deployment, SCHEMAS_URL: schemasUrl } = configuration
  const feed = openFeed(url, { store, service, deployment })
  const ending = new AbortController()
  const relay = relays ? await openRelay({ url, store, db, deployment, schemasUrl, observe, signal: ending.signal }) : undefined
  const parts = relay ? [feed, relay] : [feed]
  return {
    feed,
    kind: new URL(url).protocol.slice(0, -1),
    relays: relay !== undefined,
    hindrances: async () => (await Promise.all(parts.map((part) => part.hindrances()))).flat(),
    measures: async () => (await Promise.all(parts.map((part) => part.measures()))).flat(),
    close: async () => {
      ending.abort()
      await relay?.stopped
      await feed.close()
    },
  }
}

/** Says in the log when something comes into the way of events, what it is, and when it is gone; what is over within seconds is not worth a line. */
export const watchWayOfEvents = (events: Pick<WayOfEvents, 'hindrances'>, log: Log): Chore => {
  let seen = ''
  let told = ''
  return {
    name: 'watch-the-way-of-events',
    everySeconds: 5,
    run: async () => {
      const hindrances = await events.hindrances()
      const now = hindrances.join('\n')
      const lasts = now === seen || (now !== '' && seen !== '')
      seen = now
      if (!lasts || now === told) return
      told = now
      if (now === '') log.info('nothing is in the way of events any more')
      else log.warn({ hindrances }, 'events do not come as they should: commands are taken, and views wait')
    },
  }
}
