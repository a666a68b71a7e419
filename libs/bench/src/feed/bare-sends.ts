import { comparePositions, SERVICES } from '@case-timeline/contracts'
import { eventTopic, parseFeedUrl } from '@case-timeline/feed'
import { Kafka, logLevel, type Message } from 'kafkajs'
import type { Log, BenchEnvironment } from './bench-environment.ts'

const BATCH = 1_000

interface SentMessage {
  readonly topic: string
  readonly position: string
  readonly message: Message
}

/** The events that a relay has sent to the topics of a feed, without its position marks. */
const messagesSentBy = async (kafka: Kafka, url: string): Promise<SentMessage[]> => {
  const { prefix } = parseFeedUrl(url)
  const topics = SERVICES.map((service) => eventTopic(prefix, service))
  const admin = kafka.admin()
  await admin.connect()
  let remaining = 0
  for (const topic of topics) for (const { low, high } of await admin.fetchTopicOffsets(topic)) remaining += Number(high) - Number(low)
  await admin.disconnect()
  const sent: SentMessage[] = []
  const consumer = kafka.consumer({ groupId: `${prefix}bench`, allowAutoTopicCreation: false })
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: ({ topic, partition, message: { key, value, headers = {} } }) => {
          const position = String(headers['ce_position'])
          if (key !== null) sent.push({ topic, position, message: { partition, key, value, headers } })
          remaining -= 1
          if (remaining === 0) resolve()
          return Promise.resolve()
        },
      })
      .catch(reject)
  })
  await consumer.disconnect()
  return sent.sort((a, b) => comparePositions(a.position, b.position))
}

/**
 * Measures the minimum work to send a log to its readers' topics: the same messages that a relay has sent are prepared
 * in memory, and sent one batch of a thousand events after the other.
 * @param url of the feed that the relay filled
 * @returns messages per second
 */
export const bareSends = async (environment: BenchEnvironment, { messages }: Log, url: string): Promise<number> => {
  const { prefix, brokers } = parseFeedUrl(await environment.topics())
  const sourcePrefix = parseFeedUrl(url).prefix
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
  const sent = await messagesSentBy(kafka, url)
  const positions = [...new Set(sent.map(({ position }) => position))]
  const batchOf = new Map(positions.map((position, index) => [position, Math.floor(index / BATCH)]))
  const batches: Map<string, Message[]>[] = []
  for (const { topic, position, message } of sent) {
    const batch = (batches[batchOf.get(position) ?? 0] ??= new Map<string, Message[]>())
    const target = `${prefix}${topic.slice(sourcePrefix.length)}`
    batch.set(target, [...(batch.get(target) ?? []), message])
  }
  const prepared = batches.map((batch) => [...batch].map(([topic, own]) => ({ topic, messages: own })))
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  })
  await producer.connect()
  const start = performance.now()
  for (const topicMessages of prepared) await producer.sendBatch({ acks: -1, topicMessages })
  const seconds = (performance.now() - start) / 1_000
  await producer.disconnect()
  return messages / seconds
}
