import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { randomUUID } from 'node:crypto'
import { type Admin, Kafka, type KafkaMessage, logLevel, type Message, type SASLOptions } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { PARTITIONS } from '../partition.ts'
import { eventTopic } from './topics.ts'
import { waitUntil } from './wait-until.fixtures.ts'

/** A message with its partition and offset. */
export type FoundMessage = KafkaMessage & {
  readonly partition: number
}

/** Topics of one specification on the shared broker, with their own prefix. */
export interface TestTopics {
  /** The broker and the prefix, in the format of EVENT_FEED_URL. */
  readonly url: string
  readonly prefix: string
  readonly admin: Admin
  topicOf(service: ServiceName): string
  create(topic: string, partitions?: number, config?: Readonly<Record<string, string>>): Promise<void>
  /** All messages that are on a topic now, each partition in order. */
  read(topic: string): Promise<FoundMessage[]>
  /** Sends any messages to a topic. */
  put(topic: string, ...messages: readonly Message[]): Promise<void>
  /** Deletes the topics. */
  close(): Promise<void>
}

const BROKER = 'CASE_TIMELINE_TEST_KAFKA'

/** Creates the topics. @param sasl the login that creates and reads them, if the broker requires one */
export const testTopics = async (brokers = process.env[BROKER], sasl?: SASLOptions): Promise<TestTopics> => {
  if (brokers === undefined) throw new Error(`${BROKER} names no broker: run these specifications with npm run test:kafka`)
  const prefix = `${randomUUID().slice(0, 8)}.`
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING, ...(sasl && { sasl }) })
  const admin = kafka.admin()
  await admin.connect()
  const topicOf = (service: ServiceName) => eventTopic(prefix, service)
  const create: TestTopics['create'] = async (topic, numPartitions = PARTITIONS, config = {}) => {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }))
    await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 1, configEntries }], waitForLeaders: false })
    await waitUntil(`topic ${topic} has its leaders`, () => hasLeaders(admin, topic))
  }
  await Promise.all(SERVICES.map((service) => create(topicOf(service))))
  return {
    url: `kafka://${brokers}/?prefix=${prefix}`,
    prefix,
    admin,
    topicOf,
    create,
    put: async (topic, ...messages) => {
      const producer = kafka.producer({
        createPartitioner:
          () =>
          ({ message }) =>
            message.partition ?? 0,
        allowAutoTopicCreation: false,
      })
      await producer.connect()
      await producer.send({ topic, messages: [...messages] })
      await producer.disconnect()
    },
    read: async (topic) => {
      const unreadEnds = new Map<number, bigint>()
      for (const { partition, low, high } of await offsetsOf(kafka, topic))
        if (BigInt(high) > BigInt(low)) unreadEnds.set(partition, BigInt(high))
      const found: FoundMessage[] = []
      if (unreadEnds.size === 0) return found
      const groupId = `${prefix}reading-${randomUUID()}`
      const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false })
      await consumer.connect()
      await consumer.subscribe({ topics: [topic], fromBeginning: true })
      await consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          found.push(...batch.messages.map((message) => ({ ...message, partition: batch.partition })))
          const end = unreadEnds.get(batch.partition)
          if (end !== undefined && BigInt(batch.lastOffset()) + 1n >= end) unreadEnds.delete(batch.partition)
        },
      })
      while (unreadEnds.size > 0) await pause(10)
      await consumer.disconnect()
      await admin.deleteGroups([groupId]).catch(() => undefined)
      return found
    },
    close: async () => {
      const own = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
      if (own.length > 0) await admin.deleteTopics({ topics: own })
      await admin.disconnect()
    },
  }
}

// With a client of its own: kafkajs also asks for all topics of earlier queries, and fails if one of them has no leader.
const offsetsOf = async (kafka: Kafka, topic: string): ReturnType<Admin['fetchTopicOffsets']> => {
  const admin = kafka.admin()
  await admin.connect()
  try {
    return await admin.fetchTopicOffsets(topic)
  } finally {
    await admin.disconnect()
  }
}

// Checked here, because kafkajs itself fails when the broker does not yet know the topic.
const hasLeaders = async (admin: Admin, topic: string): Promise<boolean> => {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    return topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0))
  } catch {
    return false
  }
}
