import type { Admin, Kafka } from 'kafkajs'
import { PARTITIONS } from '../partition.ts'
import { BrokerFailure } from './broker-failure.ts'

/** The first offset of a partition, and in `high` the offset of its next message. */
export interface OffsetRange {
  readonly low: string
  readonly high: string
}

/** Queries the broker about topics, over a connection that is kept until it fails. */
export interface TopicReader {
  /**
   * The offsets of a topic, by partition number.
   * @throws BrokerFailure `wrong-partitions` when the number of partitions is not the fixed one; errors of the client
   */
  offsetsOf(topic: string): Promise<ReadonlyMap<number, OffsetRange>>
  close(): Promise<void>
}

const FAILURE_CACHE_MS = 1_000

/** Connects on first use, and again after a failure. */
export const createTopicReader = (kafka: Kafka): TopicReader => {
  let connecting: Promise<Admin> | undefined
  let failed: { readonly error: unknown; readonly at: number } | undefined
  const connected = (): Promise<Admin> => {
    const admin = kafka.admin()
    return (connecting ??= admin.connect().then(() => admin))
  }
  const asking = new Map<string, Promise<ReadonlyMap<number, OffsetRange>>>()
  const close = async () => {
    const open = connecting
    connecting = undefined
    await open?.then((admin) => admin.disconnect()).catch(() => undefined)
  }
  const ask = async (topic: string): Promise<ReadonlyMap<number, OffsetRange>> => {
    try {
      const ends = await (await connected()).fetchTopicOffsets(topic)
      if (ends.length !== PARTITIONS) throw wrongPartitionCount(topic, ends.length)
      return new Map(ends.map(({ partition, low, high }) => [partition, { low, high }]))
    } catch (error) {
      if (!(error instanceof BrokerFailure)) failed = { error, at: performance.now() }
      await close()
      throw error
    } finally {
      asking.delete(topic)
    }
  }
  return {
    offsetsOf: async (topic) => {
      // Many callers query at the same time. Only one of them needs to wait for an unavailable broker, and the failure of
      // one must not close the connection under the others, whose errors would then be of the connection.
      if (failed && performance.now() - failed.at < FAILURE_CACHE_MS) throw failed.error
      const asked = asking.get(topic) ?? ask(topic)
      asking.set(topic, asked)
      return asked
    },
    close,
  }
}

/**
 * The failure of a topic with another number of partitions than the fixed one. All events of a case are in the
 * partition of its id modulo that number: with another number their order would be lost.
 */
export const wrongPartitionCount = (topic: string, partitions: number): BrokerFailure =>
  new BrokerFailure(
    'wrong-partitions',
    `topic ${topic} has ${partitions} partitions instead of ${PARTITIONS}, the fixed number: nothing is read from the topic. ` +
      'Delete it and create it again with the right number; its readers read the missing events from the event store',
  )
