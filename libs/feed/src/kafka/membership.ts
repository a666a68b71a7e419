import kafkajs, { type Consumer as Client, type EachBatchPayload } from 'kafkajs'
import type { KeyObject } from 'node:crypto'
import { sleepUnlessAborted } from '../election.ts'
import type { Notify } from '../notify.ts'
import { PARTITIONS } from '../partition.ts'
import type { Assignments } from './assignments.ts'
import { receivedMessages, statedPositions } from './received-messages.ts'
import type { HashesReader } from './recorded-hashes.ts'
import { type TopicReader, wrongPartitionCount } from './topic-offsets.ts'

/** How often the offsets are committed to the group: for lag monitoring by Kafka's tools, they are never read. */
const COMMIT_MS = 5_000

/** How long a reading of the store may take: the group would give up a member that waits for longer. */
const STORE_PATIENCE_MS = 5_000

/** @returns undefined after a failure, or when it takes too long */
const withinPatience = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  const over = new AbortController()
  const answered = reading.catch(() => undefined)
  const answer = await Promise.race([answered, sleepUnlessAborted(STORE_PATIENCE_MS, over.signal).then(() => undefined)])
  over.abort()
  return answer
}

export interface MemberOptions {
  readonly topic: string
  /** Proves the places of messages, see `placeKeyOf`. */
  readonly placeKey: KeyObject
  readonly topicReader: TopicReader
  readonly hashesOf: HashesReader
  readonly assignments: Assignments
  readonly notify: Notify
  /** Called when the member has joined its group. */
  joined(): void
}

/** How a member of a group hands the messages of its assigned partitions to the consumers of the process. */
export interface Membership {
  eachBatch(payload: EachBatchPayload): Promise<void>
  /** Hands nothing over any more: a client that does not stop, and continues later, gets an error that makes it stop. */
  end(): void
}

export const membershipOf = (options: MemberOptions, client: Client, onFailure: (error: unknown) => void): Membership => {
  const { topic, placeKey, topicReader, hashesOf, assignments, notify, joined } = options
  let rebalances = 0
  let joining: Promise<void> = Promise.resolve()
  let isOver = false
  let committedAt = performance.now()
  const nextOffsets = new Map<number, string>()

  // From the end of the topic: each consumer reads from the store what was recorded before, from its checkpoint on.
  const join = async (own: number, partitions: readonly number[]): Promise<void> => {
    const ends = await topicReader.offsetsOf(topic)
    // There was another rebalance meanwhile: the partitions of this one may belong to another member.
    if (isOver || own !== rebalances) return
    for (const partition of partitions) client.seek({ topic, partition, offset: ends.get(partition)?.high ?? '0' })
    joined()
    assignments.begin(partitions)
  }
  client.on(client.events.GROUP_JOIN, ({ payload }) => {
    if (isOver) return
    const partitions = payload.memberAssignment[topic] ?? []
    if (partitions.some((partition) => partition >= PARTITIONS)) return onFailure(wrongPartitionCount(topic, Math.max(...partitions) + 1))
    const own = (rebalances += 1)
    assignments.end()
    nextOffsets.clear()
    joining = joining.catch(() => undefined).then(() => join(own, partitions))
    joining.catch(onFailure)
  })

  const commitDue = async (): Promise<void> => {
    if (performance.now() - committedAt < COMMIT_MS) return
    committedAt = performance.now()
    await client.commitOffsets([...nextOffsets].map(([partition, offset]) => ({ topic, partition, offset }))).catch(() => undefined)
  }

  return {
    async eachBatch({ batch, isStale }) {
      const { partition, messages } = batch
      // A client that does not stop must not keep its partitions.
      if (isOver) throw new kafkajs.KafkaJSNonRetriableError('this membership is over')
      await joining
      if (isStale()) return
      const hashes = await withinPatience(hashesOf(statedPositions(messages)))
      if (isOver) return
      // The consumers need the store, too: each of them reports that it does not answer, and reads these events from it.
      if (hashes === undefined) return assignments.miss()
      const { received, refused } = receivedMessages(messages, { topic, partition, placeKey, hashes })
      for (const one of refused) notify({ kind: 'unreadable', topic, partition, ...one })
      assignments.put(partition, received)
      nextOffsets.set(partition, (BigInt(batch.lastOffset()) + 1n).toString())
      await commitDue()
    },
    end: () => {
      isOver = true
    },
  }
}
