import type { Admin, Kafka } from 'kafkajs'
import { PARTITIONS } from '../partition.ts'
import { BrokerFailure } from './broker-failure.ts'

/** From which offset to which a partition's messages are kept; `high` is where the next one will be. */
export interface Ends {
  readonly low: string
  readonly high: string
}

/** Asks the broker about topics, over a connection that is kept while it works. */
export interface Asking {
  /** @throws BrokerFailure `wrong-partitions` where the topic has another number of partitions than the pinned one; what the client throws */
  endsOf(topic: string): Promise<ReadonlyMap<number, Ends>>
  close(): Promise<void>
}

const FAILED_MS = 1_000

export const asking = (kafka: Kafka): Asking => {
  let connecting: Promise<Admin> | undefined
  let failed: { readonly error: unknown; readonly at: number } | undefined
  const connected = (): Promise<Admin> => {
    const admin = kafka.admin()
    return (connecting ??= admin.connect().then(() => admin))
  }
  const close = async () => {
    const open = connecting
    connecting = undefined
    await open?.then((admin) => admin.disconnect()).catch(() => undefined)
  }
  return {
    endsOf: async (topic) => {
      // Many ask at once, and a broker that is away need not be waited for by each.
      if (failed && performance.now() - failed.at < FAILED_MS) throw failed.error
      try {
        const ends = await (await connected()).fetchTopicOffsets(topic)
        if (ends.length !== PARTITIONS) throw changedPartitions(topic, ends.length)
        return new Map(ends.map(({ partition, low, high }) => [partition, { low, high }]))
      } catch (error) {
        if (!(error instanceof BrokerFailure)) failed = { error, at: performance.now() }
        await close()
        throw error
      }
    },
    close,
  }
}

/** A case's events are all in the partition of its id modulo the pinned number: with another number its order would be lost. */
export const changedPartitions = (topic: string, partitions: number): BrokerFailure =>
  new BrokerFailure(
    'wrong-partitions',
    `topic ${topic} has ${partitions} partitions instead of ${PARTITIONS}, which are pinned: nothing is read from it. ` +
      'Delete it and create it anew with the right number; its readers refill it from the event store',
  )
