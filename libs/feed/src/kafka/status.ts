import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { type Lag, lagOf } from '../lag.ts'
import { explained } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { type Oversized, oversizedOf, type SetAside, setAsideOf } from './relay-memory.ts'
import { RELAY } from './relay.ts'
import { asking, type Ends } from './topic-ends.ts'
import { eventTopic } from './topics.ts'

/** How far the relay of a deployment has come, and what it could not put on topics. */
export interface RelayStatus extends Lag {
  /** Whether one is elected and alive. */
  readonly isElected: boolean
  /** Topics that it goes on without; their readers refill what they miss when the topic takes messages again. */
  readonly setAside: readonly SetAside[]
  /** Events that a topic was too small for; its readers took them from the store. */
  readonly oversized: readonly Oversized[]
}

/** @param db the database of the service that runs the relay @param now milliseconds since 1970 */
export const relayStatus = async (db: DataSource, store: Pick<EventStore, 'readAll'>, now: number): Promise<RelayStatus> => {
  const [elected] = await db.query('select from feed_lease where consumer = $1 and lease_until > clock_timestamp()', [RELAY])
  return {
    ...(await lagOf(db, store, { name: RELAY, events: 'every' }, now)),
    isElected: elected !== undefined,
    setAside: await setAsideOf(db),
    oversized: await oversizedOf(db),
  }
}

/**
 * Where the messages of each partition of a service's topic begin and end, by the partition's number: beside a checkpoint's offset it says
 * how many messages are waiting, position marks included.
 * @throws BrokerFailure with what is wrong and what to do
 */
export const topicEnds = async (url: string, service: ServiceName): Promise<ReadonlyMap<number, Ends>> => {
  const address = parseFeedUrl(url)
  const topic = eventTopic(address.prefix, service)
  const broker = asking(kafkaClient(address, () => undefined))
  try {
    return await broker.endsOf(topic)
  } catch (error) {
    throw explained(error, { brokers: address.brokers, doing: 'read', topic })
  } finally {
    await broker.close()
  }
}
