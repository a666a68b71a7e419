import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { SERVICES } from '@case-timeline/contracts'
import { eventTopic, parseFeedUrl } from '@case-timeline/feed'
import type { Log, Workshop } from './workshop.ts'

const BATCH = 1_000

/** The least that could put a log on its readers' topics: keys and values that lie ready, one awaited send after the other. @returns messages a second */
export const bareSends = async (workshop: Workshop, { events, messages }: Log): Promise<number> => {
  const { prefix, brokers } = parseFeedUrl(await workshop.topics())
  const ready = events.map((event) => ({
    topics: event.visibility.map((service) => eventTopic(prefix, service)),
    message: { key: event.caseId ?? event.stream, value: JSON.stringify(event.toRecord()) },
  }))
  const topics = SERVICES.map((service) => eventTopic(prefix, service))
  const producer = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const start = performance.now()
  for (let at = 0; at < ready.length; at += BATCH) {
    const batch = ready.slice(at, at + BATCH)
    const topicMessages = topics
      .map((topic) => ({ topic, messages: batch.filter((one) => one.topics.includes(topic)).map(({ message }) => message) }))
      .filter((one) => one.messages.length > 0)
    await producer.sendBatch({ acks: -1, topicMessages })
  }
  const seconds = (performance.now() - start) / 1_000
  await producer.disconnect()
  return messages / seconds
}
