import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import { backoffMs } from '../election.ts'
import type { CommandMessage, CommandReply, FollowCommandsOptions } from './command-message.ts'
import type { ReplyProducer } from './reply-producer.ts'

/** Maximum number of messages that are answered together, and so repeated together after a crash. */
const BATCH_SIZE = 20
/** Maximum number of partitions whose commands are decided concurrently. */
const MAX_CONCURRENT_PARTITIONS = 4
/** Maximum size of one fetch from a partition, so that the messages in memory are bounded. */
const MAX_FETCH_BYTES = 1_048_576

export interface CommandConsumerOptions extends Pick<FollowCommandsOptions, 'answer' | 'signal' | 'observe'> {
  readonly topic: string
  readonly replyProducer: ReplyProducer
  /** The partition waits, because a message could not be answered. */
  failed(partition: number, error: unknown): void
  succeeded(partition: number): void
  /** The group has assigned partitions, possibly others than before. */
  joined(): void
}

export interface CommandConsumer {
  /** Consumes commands until the signal aborts. @throws the error that ended it earlier */
  follow(kafka: Kafka, group: string): Promise<void>
  close(): Promise<void>
}

/** The declared types of kafkajs lack the timestamp type of a record: 1 if set by the broker, 0 if by the sender. */
const isStampedByBroker = (message: KafkaMessage): boolean => {
  if (!('batchContext' in message)) return false
  const { batchContext } = message
  return typeof batchContext === 'object' && batchContext !== null && 'timestampType' in batchContext && batchContext.timestampType === 1
}

/**
 * Processes the messages of each partition in order: decides, sends the answers to their topics, then commits the
 * offset.
 */
export const createCommandConsumer = ({
  topic,
  answer,
  replyProducer,
  signal,
  observe,
  failed,
  succeeded,
  joined,
}: CommandConsumerOptions): CommandConsumer => {
  const failures = new Map<number, number>()
  const resumeTimers = new Set<NodeJS.Timeout>()

  const commandMessageOf = (partition: number, message: KafkaMessage): CommandMessage => ({
    topic,
    partition,
    offset: message.offset,
    key: message.key,
    value: message.value,
    arrivedAt: isStampedByBroker(message) ? Number(message.timestamp) : Date.now(),
  })

  /** Answers some messages. @returns the offset of the last answered message, and the error at the next, if any */
  const answerBatch = async ({ batch: { partition }, heartbeat }: EachBatchPayload, messages: readonly KafkaMessage[]) => {
    const replies: CommandReply[] = []
    let lastAnswered: string | undefined
    let failure: { readonly error: unknown } | undefined
    for (const message of messages) {
      if (signal.aborted) break
      try {
        replies.push(await answer(commandMessageOf(partition, message)))
      } catch (error) {
        failure = { error }
        break
      }
      lastAnswered = message.offset
      await heartbeat()
    }
    try {
      await replyProducer.sendReplies(replies)
    } catch (error) {
      return { failure: { error } }
    }
    return { lastAnswered, failure }
  }

  const pausePartition = (partition: number, error: unknown, pause: () => () => void): void => {
    const earlierFailures = failures.get(partition) ?? 0
    failures.set(partition, earlierFailures + 1)
    const afterMs = backoffMs(earlierFailures)
    failed(partition, error)
    observe({ kind: 'retrying', error, afterMs, partition })
    const resume = pause()
    const timer = setTimeout(() => {
      resumeTimers.delete(timer)
      resume()
    }, afterMs)
    resumeTimers.add(timer)
  }

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale, pause } = payload
    const { partition, messages } = batch
    for (let from = 0; from < messages.length; from += BATCH_SIZE) {
      if (signal.aborted || !isRunning() || isStale()) return
      const { lastAnswered, failure } = await answerBatch(payload, messages.slice(from, from + BATCH_SIZE))
      if (lastAnswered !== undefined) {
        resolveOffset(lastAnswered)
        const offset = (BigInt(lastAnswered) + 1n).toString()
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
      }
      if (failure) return pausePartition(partition, failure.error, pause)
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
        maxBytesPerPartition: MAX_FETCH_BYTES,
        maxBytes: MAX_CONCURRENT_PARTITIONS * MAX_FETCH_BYTES,
        maxWaitTimeInMs: 500,
        // kafkajs restarts after some failures and not after others: here it never does, and the caller starts again.
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
              consumer.run({
                autoCommit: false,
                eachBatchAutoResolve: false,
                partitionsConsumedConcurrently: MAX_CONCURRENT_PARTITIONS,
                eachBatch,
              }),
            )
            .catch(reject)
          if (signal.aborted) resolve()
        })
      } finally {
        for (const timer of resumeTimers) clearTimeout(timer)
        resumeTimers.clear()
        await consumer.disconnect().catch(() => undefined)
      }
    },
    close: () => replyProducer.close(),
  }
}
