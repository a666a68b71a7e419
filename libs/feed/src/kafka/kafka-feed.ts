import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { register } from '../claim.ts'
import { backoffMs, sleepUnlessAborted } from '../election.ts'
import type { ConsumeOptions, Feed, Measure } from '../feed.ts'
import { reasonOf } from '../parked.ts'
import { notifierOf } from '../notify.ts'
import { isOffLog } from '../on-log.ts'
import { kafkaClient } from './client.ts'
import type { OwnedPartition } from './owned-partitions.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { recordedHashes } from './recorded-hashes.ts'
import { runSession } from './session.ts'
import { createTopicReader, type OffsetRange } from './topic-offsets.ts'
import { eventTopic, groupOf } from './topics.ts'

export interface KafkaFeedOptions {
  /** `kafka://…`, see EVENT_FEED_URL. */
  readonly url: string
  /** The source for events that a topic lacks. */
  readonly store: EventStore
  /** The service whose topic is read. */
  readonly service: ServiceName
  readonly deployment: string
}

/** The state of a running consumer: why it does not read at present, if so, and its partitions. */
interface ConsumerState {
  readonly failure?: string | undefined
  readonly ownedPartitions: () => readonly OwnedPartition[]
}

/**
 * The feed over Kafka. The replicas of a consumer are a group, which assigns the partitions of the service's topic to
 * them; the epoch of a checkpoint ensures a single owner; what a topic lacks is read from the store. The feed waits for
 * an unavailable broker.
 * @throws FeedUrlError when the URL is invalid
 */
export const kafkaFeed = ({ url, store, service, deployment }: KafkaFeedOptions): Feed => {
  const address = parseFeedUrl(url)
  const topic = eventTopic(address.prefix, service)
  // The client's log is dropped, because the error of each call contains the same.
  const topicReader = createTopicReader(kafkaClient(address, () => undefined))
  const hashesOf = recordedHashes(store)
  const running = new Map<string, ConsumerState>()
  const joinedOnce = new Set<string>()

  const run = async (options: ConsumeOptions, firstEnds: ReadonlyMap<number, OffsetRange> | undefined): Promise<void> => {
    const { consumer, signal, observe } = options
    const notify = notifierOf(consumer.name, observe)
    running.set(consumer.name, {
      failure: `${consumer.name} has not yet joined its group at ${address.brokers.join(', ')}`,
      ownedPartitions: () => [],
    })
    const group = groupOf(address.prefix, deployment, service, consumer.name)
    let failures = 0
    const joined = (ownedPartitions: ConsumerState['ownedPartitions']) => {
      failures = 0
      joinedOnce.add(consumer.name)
      running.set(consumer.name, { ownedPartitions })
    }
    while (!signal.aborted)
      try {
        const { generation } = store
        await runSession({ ...options, notify, store, topic, hashesOf, generation, address, group, topicReader, firstEnds, joined }, signal)
      } catch (error) {
        if (signal.aborted) break
        const afterMs = backoffMs(failures++)
        if (isOffLog(error)) joinedOnce.add(consumer.name)
        running.set(consumer.name, { failure: isOffLog(error) ? undefined : sentenceOf(error), ownedPartitions: () => [] })
        notify({ kind: 'retrying', error, afterMs })
        await sleepUnlessAborted(afterMs, signal)
      }
    running.delete(consumer.name)
    notify({ kind: 'stopped' })
  }

  return {
    consume: async (options) => {
      // In this order: a message written to the topic after its end was read has a position after the checkpoint.
      const firstEnds = await topicReader.offsetsOf(topic).catch(() => undefined)
      await register(options.db.manager, options.consumer, store)
      return { stopped: run(options, firstEnds) }
    },
    degradedReasons: () =>
      Promise.resolve([...new Set([...running.values()].flatMap(({ failure }) => (failure === undefined ? [] : [failure])))]),
    wasReached: () => [...running.keys()].every((consumer) => joinedOnce.has(consumer)),
    measures: () =>
      Promise.resolve(
        [...running].flatMap(([consumer, { ownedPartitions }]) => ownedPartitions().map((owned) => measureOf(topic, consumer, owned))),
      ),
    close: () => topicReader.close(),
  }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? reasonOf(error) : String(error))

const measureOf = (topic: string, consumer: string, { partition, end, readUpTo }: OwnedPartition): Measure => ({
  name: 'case_timeline_feed_messages_behind',
  help: 'Messages of a topic that a consumer has not processed yet',
  labels: { topic, consumer, partition },
  value: Math.max(0, Number(BigInt(end) - BigInt(readUpTo.offset))),
})
