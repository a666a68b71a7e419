import type { Producer, RecordMetadata } from 'kafkajs'
import { PARTITIONS } from '../partition.ts'
import { BrokerFailure, explained, type Fault, faultOf } from './broker-failure.ts'
import { type ClientSays, kafkaClient } from './client.ts'
import type { KafkaAddress } from './kafka-url.ts'
import type { Placed } from './rounds.ts'

/** What was not taken, although the broker answers. */
export interface Refused {
  /** Topics that took nothing, and why. */
  readonly topics: ReadonlyMap<string, BrokerFailure>
  /** Messages that are larger than their topic allows. */
  readonly oversized: readonly { readonly topic: string; readonly message: Placed }[]
}

/** Puts messages on topics, one round after the other. */
export interface Putting {
  /**
   * @returns what topics refused for good; everything else was acknowledged by all replicas
   * @throws BrokerFailure when the broker cannot be reached: then the round is to be put again
   */
  put(messages: ReadonlyMap<string, readonly Placed[]>): Promise<Refused>
  /** Tries once whether a topic takes messages, without much waiting. @returns why it does not */
  attempt(topic: string, messages: readonly Placed[]): Promise<BrokerFailure | undefined>
  close(): Promise<void>
}

const NOTHING: Refused = { topics: new Map(), oversized: [] }

/** These speak of one topic: the others may go on without it. */
const OF_ONE_TOPIC: ReadonlySet<Fault> = new Set<Fault>(['not-authorised', 'no-such-topic', 'too-large', 'wrong-partitions'])

/** Every message says where it belongs. */
const createPartitioner =
  () =>
  ({ message }: { readonly message: { readonly partition?: number } }): number => {
    if (message.partition === undefined) throw new TypeError('a message was put that names no partition')
    return message.partition
  }

/** kafkajs leaves out, without a word, what is meant for a partition that the topic does not have. */
const refuseLeftOut = (topic: string, messages: readonly Placed[], taken: readonly RecordMetadata[]): void => {
  const there = new Set(taken.filter(({ topicName }) => topicName === topic).map(({ partition }) => partition))
  if (messages.every(({ partition }) => there.has(partition))) return
  throw new BrokerFailure(
    'wrong-partitions',
    `topic ${topic} has fewer than ${PARTITIONS} partitions: delete it and create it anew, its readers refill it from the store`,
  )
}

/** @throws what keeps the broker from giving this producer an id */
export const openPutting = async (address: KafkaAddress, says: ClientSays): Promise<Putting> => {
  const { brokers } = address
  const kafka = kafkaClient(address, says)
  const open = async (idempotent: boolean, client = kafka): Promise<Producer> => {
    const producer = client.producer({ idempotent, maxInFlightRequests: 1, allowAutoTopicCreation: false, createPartitioner })
    try {
      await producer.connect()
      return producer
    } catch (error) {
      await producer.disconnect().catch(() => undefined)
      throw explained(error, { brokers, doing: 'write' })
    }
  }
  const send = async (by: Producer, messages: ReadonlyMap<string, readonly Placed[]>): Promise<void> => {
    const topicMessages = [...messages].map(([topic, own]) => ({ topic, messages: [...own] }))
    const taken = await by.sendBatch({ acks: -1, topicMessages })
    for (const [topic, own] of messages) refuseLeftOut(topic, own, taken)
  }
  let producer: Producer | undefined = await open(true)
  const renewed = async () => (producer ??= await open(true))
  // Once it failed, what its sequence numbers stand for is no longer sure.
  const dismiss = async () => {
    const failed = producer
    producer = undefined
    await failed?.disconnect().catch(() => undefined)
  }

  /** The messages of one topic one by one, so that only those stay out that are too large. */
  const oneByOne = async (by: Producer, topic: string, messages: readonly Placed[]): Promise<Placed[]> => {
    const oversized: Placed[] = []
    for (const message of messages)
      try {
        await send(by, new Map([[topic, [message]]]))
      } catch (error) {
        // A topic that has no room for a position mark has room for nothing.
        if (faultOf(error) !== 'too-large' || message.key === null) throw error
        oversized.push(message)
      }
    return oversized
  }

  const toOneTopic = async (topic: string, messages: readonly Placed[]): Promise<readonly Placed[]> => {
    const by = await open(false)
    try {
      await send(by, new Map([[topic, messages]]))
      return []
    } catch (error) {
      if (faultOf(error) !== 'too-large') throw error
      return await oneByOne(by, topic, messages)
    } finally {
      await by.disconnect().catch(() => undefined)
    }
  }

  const topicByTopic = async (messages: ReadonlyMap<string, readonly Placed[]>): Promise<Refused> => {
    const topics = new Map<string, BrokerFailure>()
    const oversized: { topic: string; message: Placed }[] = []
    for (const [topic, own] of messages)
      try {
        oversized.push(...(await toOneTopic(topic, own)).map((message) => ({ topic, message })))
      } catch (error) {
        const failure = explained(error, { brokers, doing: 'write', topic })
        if (!OF_ONE_TOPIC.has(failure.fault)) throw failure
        topics.set(topic, failure)
      }
    return { topics, oversized }
  }

  return {
    async put(messages) {
      if (messages.size === 0) return NOTHING
      try {
        await send(await renewed(), messages)
        return NOTHING
      } catch (error) {
        await dismiss()
        if (!OF_ONE_TOPIC.has(faultOf(error))) throw explained(error, { brokers, doing: 'write' })
        return await topicByTopic(messages)
      }
    },
    async attempt(topic, messages) {
      let by: Producer | undefined
      try {
        by = await open(
          false,
          kafkaClient(address, () => undefined, 0),
        )
        await send(by, new Map([[topic, messages]]))
        return undefined
      } catch (error) {
        return explained(error, { brokers, doing: 'write', topic })
      } finally {
        await by?.disconnect().catch(() => undefined)
      }
    },
    close: dismiss,
  }
}
