import { SERVICES } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { register } from '../claim.ts'
import { runWhileElected } from '../election.ts'
import type { RunningConsumer, Measure } from '../feed.ts'
import type { AroundDelivery, Observe, TraceparentOf } from '../notice.ts'
import { isOffLog } from '../on-log.ts'
import { positionOf } from '../position.ts'
import { reasonOf } from '../parked.ts'
import { type Notify, notifierOf } from '../notify.ts'
import { cutOffSockets } from './cut-off.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { openMessageProducer } from './message-producer.ts'
import { placeKeyOf } from './place-tag.ts'
import { suspendedTopicsOf } from './relay-state.ts'
import { relayEvents } from './relay-term.ts'
import type { Topics } from './rounds.ts'
import { eventTopic } from './topics.ts'

/** The name of the relay's checkpoint and lease. */
export const RELAY = 'relay'

/** The relay processes the whole log in one order, so its work has a single partition. */
const WHOLE_LOG = [0]

export interface StartRelayOptions {
  /** `kafka://…`, see EVENT_FEED_URL. */
  readonly url: string
  /** Must see every event: an event that is not visible here is not relayed. */
  readonly store: EventStore
  /** Holds the tables of `feedMigrations`. */
  readonly db: DataSource
  readonly deployment: string
  /** The deployment's key: the services that read the topics have the same. */
  readonly digestKey: Uint8Array
  readonly signal: AbortSignal
  readonly observe?: Observe | undefined
  readonly around?: AroundDelivery | undefined
  readonly traceparentOf?: TraceparentOf | undefined
  /** The base URL of the JSON Schemas of events. */
  readonly schemasUrl?: string | undefined
  /** How long a stalled or killed relay blocks the others, in milliseconds (default 5,000). */
  readonly leaseMs?: number | undefined
}

/** The relay of a deployment, elected or on standby. */
export interface Relay extends RunningConsumer {
  /** Why events do not reach the topics at present, each with the remedy. Never rejects. */
  degradedReasons(): Promise<readonly string[]>
  /** Whether events once reached the topics, from this replica or another, since this one was started. */
  wasReached(): boolean
  /** For monitoring. Never rejects. */
  measures(): Promise<readonly Measure[]>
}

/**
 * Sends every event of the log to the topics of the services that may see it, in log order, from one replica at a time.
 * The checkpoint moves only after all replicas of the broker have acknowledged. Waits for an unavailable broker.
 * @throws when the store or the database cannot be reached at the start, or the URL is invalid
 */
export const startRelay = async (options: StartRelayOptions): Promise<Relay> => {
  const { store, db, deployment, digestKey, signal, leaseMs = 5_000, schemasUrl, around, traceparentOf } = options
  const address = parseFeedUrl(options.url)
  const of = new Map(SERVICES.map((service) => [service, eventTopic(address.prefix, service)]))
  const topics: Topics = { deployment, of, placeKey: placeKeyOf(digestKey) }
  let failure: string | undefined = `no broker at ${address.brokers.join(', ')} has answered yet`
  let wasReached = false
  const works = (): void => {
    failure = undefined
    wasReached = true
  }
  const notify = notifierOf(RELAY, options.observe)
  // Failures of a single topic bypass this: they are recorded with the topic.
  const notifyOfRelay: Notify = (notice) => {
    if (notice.kind === 'retrying' && !isOffLog(notice.error)) failure = sentenceOf(notice.error)
    if (notice.kind === 'standby' || (notice.kind === 'retrying' && isOffLog(notice.error))) works()
    notify(notice)
  }
  await register(db.manager, { name: RELAY, from: 'beginning' }, store, WHOLE_LOG)
  const election = { db, consumer: RELAY, partitions: WHOLE_LOG, leaseMs, signal, notify: notifyOfRelay }
  const socketFactory = cutOffSockets(signal)
  const stopped = runWhileElected(election, async (claimed, stopSignal, succeeded) => {
    const producer = await openMessageProducer(address, (level, text) => notify({ kind: 'client-logged', level, text }), socketFactory)
    try {
      await relayEvents({ store, db, topics, producer, claimed, notify, schemasUrl, around, traceparentOf }, stopSignal, () => {
        works()
        succeeded()
      })
    } finally {
      await producer.close()
    }
  })
  return {
    stopped,
    degradedReasons: async () => {
      const suspended = await suspendedTopicsOf(db).catch(() => [])
      return [
        ...(failure === undefined ? [] : [`the relay sends no events to the topics: ${failure}`]),
        ...suspended.map(({ reason }) => reason),
      ]
    },
    wasReached: () => wasReached,
    measures: async () => {
      const seconds = await secondsBehind(db, store).catch(() => undefined)
      return seconds === undefined ? [] : [{ ...SECONDS_BEHIND, labels: {}, value: seconds }]
    },
  }
}

const SECONDS_BEHIND = {
  name: 'case_timeline_relay_behind_seconds',
  help: 'Age of the oldest event that the relay has not sent to the topics yet',
}

const secondsBehind = async (db: DataSource, store: EventStore): Promise<number> => {
  const { events } = await store.readAll({ after: await positionOf(db, RELAY), limit: 1 })
  const [oldest] = events
  return oldest ? Math.max(0, (Date.now() - Date.parse(oldest.recordedAt)) / 1_000) : 0
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? reasonOf(error) : String(error))
