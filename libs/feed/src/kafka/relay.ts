import { SERVICES } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { register } from '../claim.ts'
import { whileElected } from '../elected.ts'
import type { Consuming, Measure } from '../feed.ts'
import type { Observe } from '../notice.ts'
import { positionOf } from '../position.ts'
import { reasonOf } from '../parked.ts'
import { type Say, sayAs } from '../say.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { openPutting } from './putting.ts'
import { setAsideOf } from './relay-memory.ts'
import { relaying } from './relaying.ts'
import type { Topics } from './rounds.ts'
import { eventTopic } from './topics.ts'

/** The name under which the relay's checkpoint and lease stand. */
export const RELAY = 'relay'

/** The whole log in one order: the relay's one partition. */
const WHOLE = [0]

export interface StartRelay {
  /** `kafka://…`, see EVENT_FEED_URL. */
  readonly url: string
  /** Must see every event: what this store hides reaches nobody. */
  readonly store: EventStore
  /** Holds the tables of `feedMigrations`. */
  readonly db: DataSource
  readonly deployment: string
  readonly signal: AbortSignal
  readonly observe?: Observe | undefined
  /** Where the JSON Schemas of events are served. */
  readonly schemasUrl?: string | undefined
  /** How long a stalled or killed relay keeps others away, in milliseconds (default 5,000). */
  readonly leaseMs?: number | undefined
}

/** The relay of a deployment, or one that stands by. */
export interface Relay extends Consuming {
  /** What keeps events from reaching the topics, each with what to do. Never rejects. */
  hindrances(): Promise<readonly string[]>
  /** For monitoring. Never rejects. */
  measures(): Promise<readonly Measure[]>
}

/**
 * Puts every event of the log on the topics of those who may receive it, in the order of the log. One replica at a time does so; its
 * checkpoint moves only after all replicas of the broker have acknowledged. A broker that is away is waited for.
 * @throws when the store or the database cannot be reached at the start, or the URL is none
 */
export const startRelay = async (it: StartRelay): Promise<Relay> => {
  const { store, db, deployment, signal, leaseMs = 5_000, schemasUrl } = it
  const address = parseFeedUrl(it.url)
  const topics: Topics = { deployment, of: new Map(SERVICES.map((service) => [service, eventTopic(address.prefix, service)])) }
  let failing: string | undefined = `no broker at ${address.brokers.join(', ')} has answered yet`
  const say = sayAs(RELAY, it.observe)
  // What is said of a single topic is remembered with it.
  const sayOfAll: Say = (notice) => {
    if (notice.kind === 'retrying') failing = sentenceOf(notice.error)
    if (notice.kind === 'standing-by') failing = undefined
    say(notice)
  }
  await register(db.manager, { name: RELAY, from: 'beginning' }, store, WHOLE)
  const electing = { db, consumer: RELAY, partitions: WHOLE, leaseMs, signal, say: sayOfAll }
  const stopped = whileElected(electing, async (claimed, until, succeeded) => {
    const putting = await openPutting(address, (level, text) => say({ kind: 'client-said', level, text }))
    try {
      await relaying({ store, db, topics, putting, claimed, say, schemasUrl }, until, () => {
        failing = undefined
        succeeded()
      })
    } finally {
      await putting.close()
    }
  })
  return {
    stopped,
    hindrances: async () => {
      const aside = await setAsideOf(db).catch(() => [])
      return [...(failing === undefined ? [] : [`the relay does not relay: ${failing}`]), ...aside.map(({ reason }) => reason)]
    },
    measures: async () => {
      const seconds = await secondsBehind(db, store).catch(() => undefined)
      return seconds === undefined ? [] : [{ ...SECONDS_BEHIND, labels: {}, value: seconds }]
    },
  }
}

const SECONDS_BEHIND = {
  name: 'case_timeline_relay_behind_seconds',
  help: 'Age of the oldest event that the relay has not put on the topics yet',
}

const secondsBehind = async (db: DataSource, store: EventStore): Promise<number> => {
  const { events } = await store.readAll({ after: await positionOf(db, RELAY), limit: 1 })
  const [oldest] = events
  return oldest ? Math.max(0, (Date.now() - Date.parse(oldest.recordedAt)) / 1_000) : 0
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? reasonOf(error) : String(error))
