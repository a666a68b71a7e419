import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import type { Feed } from './feed.ts'
import { kafkaFeed } from './kafka/kafka-feed.ts'
import { type Relay, startRelay, type StartRelay } from './kafka/relay.ts'
import { storeFeed } from './store-feed.ts'

/** Whose feed it is. */
export interface Fed {
  readonly store: EventStore
  readonly service: ServiceName
  readonly deployment: string
}

const schemeOf = (url: string): string | undefined => /^([a-z][a-z+.-]*):/i.exec(url)?.[1]?.toLowerCase()

/**
 * The feed that a URL names: `store:`, straight from the event store; `kafka://…`, over topics that a relay fills.
 * @throws if the URL does not name a feed that this release has a driver for
 */
export const openFeed = (url: string, fed: Fed): Feed => {
  const scheme = schemeOf(url)
  if (scheme === 'store') return storeFeed(fed)
  if (scheme === 'kafka') return kafkaFeed({ url, ...fed })
  throw new Error(
    `EVENT_FEED_URL ${scheme === undefined ? 'has no scheme' : `has the scheme ${scheme}:, for which there is no driver`}: use store: or kafka://host:9092/`,
  )
}

/**
 * The relay that fills the topics of the feed that a URL names.
 * @returns nothing where the feed has no topics: `store:`
 */
export const openRelay = async (it: StartRelay): Promise<Relay | undefined> => (schemeOf(it.url) === 'kafka' ? startRelay(it) : undefined)
