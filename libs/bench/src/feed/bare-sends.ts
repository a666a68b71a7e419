import { comparePositions, SERVICES } from '@case-timeline/contracts'
import { eventTopic, parseFeedUrl } from '@case-timeline/feed'
import { Kafka, logLevel, type Message } from 'kafkajs'
import type { Log, Workshop } from './workshop.ts'

const BATCH = 1_000

interface Put {
  readonly topic: string
  readonly position: string
  readonly message: Message
}

/** The events that a relay has put on the topics of a feed, without its position marks. */
const putBy = async (kafka: Kafka, url: string): Promise<Put[]> => {
  const { prefix } = parseFeedUrl(url)
  const topics = SERVICES.map((service) => eventTopic(prefix, service))
  const admin = kafka.admin()
  await admin.connect()
  let left = 0
  for (const topic of topics) for (const { low, high } of await admin.fetchTopicOffsets(topic)) left += Number(high) - Number(low)
  await admin.disconnect()
  const put: Put[] = []
  const consumer = kafka.consumer({ groupId: `${prefix}bench`, allowAutoTopicCreation: false })
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: ({ topic, partition, message: { key, value, headers = {} } }) => {
          const position = String(headers['ce_position'])
          if (key !== null) put.push({ topic, position, message: { partition, key, value, headers } })
          left -= 1
          if (left === 0) resolve()
          return Promise.resolve()
        },
      })
      .catch(reject)
  })
  await consumer.disconnect()
  return put.sort((a, b) => comparePositions(a.position, b.position))
}

/**
 * The least that could put a log on its readers' topics: the very messages that a relay has put, lying ready, a thousand events in one
 * awaited send after the other.
 * @param url of the feed that the relay filled
 * @returns messages a second
 */
export const bareSends = async (workshop: Workshop, { messages }: Log, url: string): Promise<number> => {
  const { prefix, brokers } = parseFeedUrl(await workshop.topics())
  const from = parseFeedUrl(url).prefix
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
  const put = await putBy(kafka, url)
  const positions = [...new Set(put.map(({ position }) => position))]
  const batchOf = new Map(positions.map((position, index) => [position, Math.floor(index / BATCH)]))
  const batches: Map<string, Message[]>[] = []
  for (const { topic, position, message } of put) {
    const batch = (batches[batchOf.get(position) ?? 0] ??= new Map<string, Message[]>())
    const to = `${prefix}${topic.slice(from.length)}`
    batch.set(to, [...(batch.get(to) ?? []), message])
  }
  const ready = batches.map((batch) => [...batch].map(([topic, own]) => ({ topic, messages: own })))
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
  for (const topicMessages of ready) await producer.sendBatch({ acks: -1, topicMessages })
  const seconds = (performance.now() - start) / 1_000
  await producer.disconnect()
  return messages / seconds
}
