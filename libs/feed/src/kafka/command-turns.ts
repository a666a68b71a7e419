import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import { backoffMs } from '../elected.ts'
import type { CommandMessage, CommandReply, FollowCommands } from './command-message.ts'
import type { Replying } from './replying.ts'

/** Most messages that are answered together, and so come again together after a crash. */
const AT_ONCE = 20
/** Most partitions whose commands are decided at the same time. */
const SIDE_BY_SIDE = 4
const LARGEST_FETCH = 1_048_576

export interface Turns extends Pick<FollowCommands, 'answer' | 'signal' | 'observe'> {
  readonly topic: string
  readonly replying: Replying
  failed(partition: number, error: unknown): void
  succeeded(partition: number): void
  /** The group has given it partitions, other ones than before maybe. */
  joined(): void
}

export interface CommandTurns {
  /** Takes commands until the signal. @throws what ended it before */
  follow(kafka: Kafka, group: string): Promise<void>
  close(): Promise<void>
}

/** kafkajs knows whether the broker stamped the time of a record (1) or its sender did (0), and does not say so in its types. */
const isStampedByBroker = (message: KafkaMessage): boolean => {
  if (!('batchContext' in message)) return false
  const { batchContext } = message
  return typeof batchContext === 'object' && batchContext !== null && 'timestampType' in batchContext && batchContext.timestampType === 1
}

/** The messages of each partition in turn: answered, the answers put on their topics, then the offset committed. */
export const commandTurns = ({ topic, answer, replying, signal, observe, failed, succeeded, joined }: Turns): CommandTurns => {
  const failures = new Map<number, number>()
  const waiting = new Set<NodeJS.Timeout>()

  const asSent = (partition: number, message: KafkaMessage): CommandMessage => ({
    topic,
    partition,
    offset: message.offset,
    key: message.key,
    value: message.value,
    arrivedAt: isStampedByBroker(message) ? Number(message.timestamp) : Date.now(),
  })

  /** Answers some messages. @returns the offset of the last answered, and what kept the next from being answered */
  const some = async ({ batch: { partition }, heartbeat }: EachBatchPayload, messages: readonly KafkaMessage[]) => {
    const replies: CommandReply[] = []
    let last: string | undefined
    let failure: { readonly error: unknown } | undefined
    for (const message of messages) {
      if (signal.aborted) break
      try {
        replies.push(await answer(asSent(partition, message)))
      } catch (error) {
        failure = { error }
        break
      }
      last = message.offset
      await heartbeat()
    }
    try {
      await replying.put(replies)
    } catch (error) {
      return { failure: { error } }
    }
    return { last, failure }
  }

  const wait = (partition: number, error: unknown, pause: () => () => void): void => {
    const before = failures.get(partition) ?? 0
    failures.set(partition, before + 1)
    const afterMs = backoffMs(before)
    failed(partition, error)
    observe({ kind: 'retrying', error, afterMs, partition })
    const resume = pause()
    const timer = setTimeout(() => {
      waiting.delete(timer)
      resume()
    }, afterMs)
    waiting.add(timer)
  }

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale, pause } = payload
    const { partition, messages } = batch
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      if (signal.aborted || !isRunning() || isStale()) return
      const { last, failure } = await some(payload, messages.slice(from, from + AT_ONCE))
      if (last !== undefined) {
        resolveOffset(last)
        const offset = (BigInt(last) + 1n).toString()
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
      }
      if (failure) return wait(partition, failure.error, pause)
      failures.delete(partition)
      succeeded(partition)
    }
  }

  return {
    async follow(kafka, group) {
      const consumer = kafka.consumer({
        groupId: group,
        allowAutoTopicCreation: false,
        sessionTimeout: 15_000,
        heartbeatInterval: 3_000,
        metadataMaxAge: 60_000,
        maxBytesPerPartition: LARGEST_FETCH,
        maxBytes: SIDE_BY_SIDE * LARGEST_FETCH,
        maxWaitTimeInMs: 500,
        // It would come back by itself after some failures and not after others.
        retry: { retries: 4, restartOnFailure: async () => false },
      })
      try {
        await new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => resolve(), { once: true })
          consumer.on(consumer.events.GROUP_JOIN, () => {
            failures.clear()
            joined()
          })
          consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error))
          consumer
            .connect()
            .then(() => consumer.subscribe({ topics: [topic], fromBeginning: true }))
            .then(() =>
              consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: SIDE_BY_SIDE, eachBatch }),
            )
            .catch(reject)
          if (signal.aborted) resolve()
        })
      } finally {
        for (const timer of waiting) clearTimeout(timer)
        waiting.clear()
        await consumer.disconnect().catch(() => undefined)
      }
    },
    close: () => replying.close(),
  }
}
