import type { ISocketFactory, Producer, RecordMetadata } from 'kafkajs'
import { PARTITIONS } from '../partition.ts'
import { BrokerFailure, brokerFailureOf, type Fault, faultOf } from './broker-failure.ts'
import { type ClientLog, kafkaClient } from './client.ts'
import type { KafkaAddress } from './kafka-url.ts'
import type { PartitionedMessage } from './rounds.ts'

/** What topics refused, although the broker answers. */
export interface RefusedMessages {
  /** Topics that accepted nothing, and why. */
  readonly topics: ReadonlyMap<string, BrokerFailure>
  /** Messages that are larger than their topic allows. */
  readonly oversized: readonly { readonly topic: string; readonly message: PartitionedMessage }[]
}

/** Sends messages to topics, in sequential rounds. */
export interface MessageProducer {
  /**
   * Sends one round.
   * @returns what topics refused; everything else was acknowledged by all replicas
   * @throws BrokerFailure when the broker cannot be reached, or another failure is not about one topic: then send the
   * round again
   */
  sendAll(messages: ReadonlyMap<string, readonly PartitionedMessage[]>): Promise<RefusedMessages>
  /** Tries once whether a topic accepts messages, with a short timeout. @returns the failure, if any */
  attempt(topic: string, messages: readonly PartitionedMessage[]): Promise<BrokerFailure | undefined>
  close(): Promise<void>
}

const NOTHING_REFUSED: RefusedMessages = { topics: new Map(), oversized: [] }

/** Faults of one topic: the other topics continue without it. */
const TOPIC_FAULTS: ReadonlySet<Fault> = new Set<Fault>(['not-authorised', 'no-such-topic', 'no-leader', 'too-large', 'wrong-partitions'])

/** Sends each message to the partition that it names, as readers expect it there. */
const createPartitioner =
  () =>
  ({ message }: { readonly message: { readonly partition?: number } }): number => {
    if (message.partition === undefined) throw new TypeError('a message to send names no partition')
    return message.partition
  }

/** kafkajs silently drops messages for a partition that the topic does not have. */
const checkAllSent = (topic: string, messages: readonly PartitionedMessage[], written: readonly RecordMetadata[]): void => {
  const writtenPartitions = new Set(written.filter(({ topicName }) => topicName === topic).map(({ partition }) => partition))
  if (messages.every(({ partition }) => writtenPartitions.has(partition))) return
  throw new BrokerFailure(
    'wrong-partitions',
    `topic ${topic} has fewer than ${PARTITIONS} partitions: delete it and create it again; its readers read the missing events from the store`,
  )
}

/** Connects a producer. @throws BrokerFailure when the broker cannot be reached or refuses the producer */
export const openMessageProducer = async (
  address: KafkaAddress,
  logClient: ClientLog,
  socketFactory: ISocketFactory,
): Promise<MessageProducer> => {
  const { brokers } = address
  const kafka = kafkaClient(address, logClient, { socketFactory })
  /** @param idempotent preferred, and not required: readers recognise duplicates by their position */
  const open = async (idempotent: boolean, client = kafka): Promise<Producer> => {
    const producer = client.producer({ idempotent, maxInFlightRequests: 1, allowAutoTopicCreation: false, createPartitioner })
    try {
      await producer.connect()
      return producer
    } catch (error) {
      await producer.disconnect().catch(() => undefined)
      throw brokerFailureOf(error, { brokers, operation: 'write' })
    }
  }
  const send = async (sender: Producer, messages: ReadonlyMap<string, readonly PartitionedMessage[]>): Promise<void> => {
    const topicMessages = [...messages].map(([topic, own]) => ({ topic, messages: [...own] }))
    const written = await sender.sendBatch({ acks: -1, topicMessages })
    for (const [topic, own] of messages) checkAllSent(topic, own, written)
  }
  /** kafkajs opens no idempotent producer while any topic of the cluster has no leader: then another one is used. */
  const openPreferred = (): Promise<Producer> =>
    open(true).catch((error: unknown) => {
      if (faultOf(error) !== 'no-leader') throw error
      return open(false)
    })
  let producer: Producer | undefined = await openPreferred()
  const currentProducer = async () => (producer ??= await openPreferred())
  // After a failure the state of the producer's sequence numbers is unknown, so the next send opens another one.
  const closeProducer = async () => {
    const failed = producer
    producer = undefined
    await failed?.disconnect().catch(() => undefined)
  }

  /** Sends the messages of one topic one by one, so that only the oversized ones are left out. */
  const sendOneByOne = async (sender: Producer, topic: string, messages: readonly PartitionedMessage[]): Promise<PartitionedMessage[]> => {
    const oversized: PartitionedMessage[] = []
    for (const message of messages)
      try {
        await send(sender, new Map([[topic, [message]]]))
      } catch (error) {
        // A position mark (a message without a key) is the smallest message: a topic that refuses it refuses all.
        if (faultOf(error) !== 'too-large' || message.key === null) throw error
        oversized.push(message)
      }
    return oversized
  }

  const sendToTopic = async (topic: string, messages: readonly PartitionedMessage[]): Promise<readonly PartitionedMessage[]> => {
    // Not idempotent, since it is used again after a failure.
    const sender = await open(false)
    try {
      await send(sender, new Map([[topic, messages]]))
      return []
    } catch (error) {
      if (faultOf(error) !== 'too-large') throw error
      return await sendOneByOne(sender, topic, messages)
    } finally {
      await sender.disconnect().catch(() => undefined)
    }
  }

  const sendTopicByTopic = async (messages: ReadonlyMap<string, readonly PartitionedMessage[]>): Promise<RefusedMessages> => {
    const topics = new Map<string, BrokerFailure>()
    const oversized: { topic: string; message: PartitionedMessage }[] = []
    for (const [topic, own] of messages)
      try {
        oversized.push(...(await sendToTopic(topic, own)).map((message) => ({ topic, message })))
      } catch (error) {
        const failure = brokerFailureOf(error, { brokers, operation: 'write', topic })
        if (!TOPIC_FAULTS.has(failure.fault)) throw failure
        topics.set(topic, failure)
      }
    return { topics, oversized }
  }

  return {
    async sendAll(messages) {
      if (messages.size === 0) return NOTHING_REFUSED
      try {
        await send(await currentProducer(), messages)
        return NOTHING_REFUSED
      } catch (error) {
        await closeProducer()
        if (!TOPIC_FAULTS.has(faultOf(error))) throw brokerFailureOf(error, { brokers, operation: 'write' })
        return await sendTopicByTopic(messages)
      }
    },
    async attempt(topic, messages) {
      let sender: Producer | undefined
      try {
        sender = await open(
          false,
          kafkaClient(address, () => undefined, { socketFactory, retries: 0 }),
        )
        await send(sender, new Map([[topic, messages]]))
        return undefined
      } catch (error) {
        return brokerFailureOf(error, { brokers, operation: 'write', topic })
      } finally {
        await sender?.disconnect().catch(() => undefined)
      }
    },
    close: closeProducer,
  }
}
