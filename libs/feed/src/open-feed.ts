import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import type { Feed } from './feed.ts'
import { kafkaFeed } from './kafka/kafka-feed.ts'
import { type Relay, startRelay, type StartRelayOptions } from './kafka/relay.ts'
import { storeFeed } from './store-feed.ts'

/** What a feed needs in addition to its URL. */
export interface FeedOptions {
  readonly store: EventStore
  readonly service: ServiceName
  readonly deployment: string
  /** The deployment's key: each of its services and its relay have the same. */
  readonly digestKey: Uint8Array
}

const schemeOf = (url: string): string | undefined => /^([a-z][a-z+.-]*):/i.exec(url)?.[1]?.toLowerCase()

/**
 * Opens the feed for a URL: `store:` reads the event store directly, `kafka://…` reads topics that a relay fills.
 * @throws if this release has no driver for the URL
 */
export const openFeed = (url: string, options: FeedOptions): Feed => {
  const scheme = schemeOf(url)
  if (scheme === 'store') return storeFeed(options)
  if (scheme === 'kafka') return kafkaFeed({ url, ...options })
  throw new Error(
    `EVENT_FEED_URL ${scheme === undefined ? 'has no scheme' : `has the scheme ${scheme}:, for which there is no driver`}: use store: or kafka://host:9092/`,
  )
}

/**
 * Starts the relay that fills the topics of a feed.
 * @returns undefined if the feed has no topics (`store:`)
 */
export const openRelay = async (options: StartRelayOptions): Promise<Relay | undefined> =>
  schemeOf(options.url) === 'kafka' ? startRelay(options) : undefined
