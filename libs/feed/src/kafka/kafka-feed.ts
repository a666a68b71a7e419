import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { register } from '../claim.ts'
import { backoffMs, rest } from '../elected.ts'
import type { Consume, Feed, Measure } from '../feed.ts'
import { reasonOf } from '../parked.ts'
import { sayAs } from '../say.ts'
import { kafkaClient } from './client.ts'
import type { Hand } from './hands.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { headOf } from './log-head.ts'
import { session } from './session.ts'
import { asking, type Ends } from './topic-ends.ts'
import { eventTopic, groupOf } from './topics.ts'

export interface KafkaFeed {
  /** `kafka://…`, see EVENT_FEED_URL. */
  readonly url: string
  /** What a topic lacks is read from here. */
  readonly store: EventStore
  /** Whose topic is read. */
  readonly service: ServiceName
  readonly deployment: string
}

/** What is known of a consumer that runs. */
interface Known {
  readonly failing?: string | undefined
  readonly hands: () => readonly Hand[]
}

/**
 * The feed over Kafka: each consumer is a group that shares the partitions of its service's topic. The group decides who works, the epoch
 * of a checkpoint that only he does; what a topic lacks is read from the store. A broker that is away is waited for.
 * @throws when the URL is none
 */
export const kafkaFeed = ({ url, store, service, deployment }: KafkaFeed): Feed => {
  const address = parseFeedUrl(url)
  const topic = eventTopic(address.prefix, service)
  // What it logs is told by the error of whoever asks.
  const broker = asking(kafkaClient(address, () => undefined))
  const headFor = headOf(store)
  const running = new Map<string, Known>()

  const run = async (it: Consume, firstEnds: ReadonlyMap<number, Ends> | undefined): Promise<void> => {
    const { consumer, signal, observe } = it
    const say = sayAs(consumer.name, observe)
    running.set(consumer.name, {
      failing: `${consumer.name} has not joined its group at ${address.brokers.join(', ')} yet`,
      hands: () => [],
    })
    const group = groupOf(address.prefix, deployment, service, consumer.name)
    let failures = 0
    const joined = (hands: Known['hands']) => {
      failures = 0
      running.set(consumer.name, { hands })
    }
    while (!signal.aborted)
      try {
        await session({ ...it, say, store, topic, headFor, address, group, asking: broker, firstEnds, joined }, signal)
      } catch (error) {
        if (signal.aborted) break
        const afterMs = backoffMs(failures++)
        running.set(consumer.name, { failing: error instanceof Error ? reasonOf(error) : String(error), hands: () => [] })
        say({ kind: 'retrying', error, afterMs })
        await rest(afterMs, signal)
      }
    running.delete(consumer.name)
    say({ kind: 'stopped' })
  }

  return {
    consume: async (it) => {
      // In this order: what is put on the topic after its end was seen has a position after the checkpoint.
      const firstEnds = await broker.endsOf(topic).catch(() => undefined)
      await register(it.db.manager, it.consumer, store)
      return { stopped: run(it, firstEnds) }
    },
    hindrances: () =>
      Promise.resolve([...new Set([...running.values()].flatMap(({ failing }) => (failing === undefined ? [] : [failing])))]),
    measures: () =>
      Promise.resolve([...running].flatMap(([consumer, { hands }]) => hands().map((hand) => measureOf(topic, consumer, hand)))),
    close: () => broker.close(),
  }
}

const measureOf = (topic: string, consumer: string, { partition, end, seen }: Hand): Measure => ({
  name: 'case_timeline_feed_messages_behind',
  help: 'Messages of a topic that a consumer has not taken yet',
  labels: { topic, consumer, partition },
  value: Math.max(0, Number(BigInt(end) - BigInt(seen.offset))),
})
