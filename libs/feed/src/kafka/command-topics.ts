import { backoffMs, sleepUnlessAborted } from '../election.ts'
import { brokerFailureOf } from './broker-failure.ts'
import { type ClientLog, kafkaClient } from './client.ts'
import type { FollowCommandsOptions } from './command-message.ts'
import { createCommandConsumer } from './command-consumer.ts'
import { cutOffSockets } from './cut-off.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { openReplyProducer } from './reply-producer.ts'
import { commandGroup, commandTopic } from './topics.ts'

export interface FollowingCommands {
  /** Settles when the consumer has stopped after its signal; never rejects. */
  readonly stopped: Promise<void>
  /** Why commands are not processed at present, each with the remedy; empty if they are. */
  degradedReasons(): readonly string[]
}

/**
 * Processes the commands that agencies send to the service's topic, those of one partition sequentially, and sends the
 * answers to their topics before it commits the offset, so a command is processed at least once. Starts without a
 * broker, and reconnects by itself.
 * @throws FeedUrlError when the URL is invalid
 */
export const followCommands = (options: FollowCommandsOptions): FollowingCommands => {
  const { signal, observe } = options
  const address = parseFeedUrl(options.url)
  const topic = commandTopic(address.prefix, options.service)
  const group = commandGroup(address.prefix, options.deployment, options.service)
  const logClient: ClientLog = (level, text) => observe({ kind: 'client-logged', level, text })
  const kafka = kafkaClient(address, logClient, { socketFactory: cutOffSockets(signal) })
  const failureByPartition = new Map<number | 'all', string>()
  const commandConsumer = createCommandConsumer({
    ...options,
    topic,
    replyProducer: openReplyProducer(kafka, address, options),
    failed: (partition, error) => failureByPartition.set(partition, sentenceOf(error)),
    succeeded: (partition) => failureByPartition.delete(partition),
    joined: () => failureByPartition.clear(),
  })

  const stopped = (async () => {
    for (let failures = 0; !signal.aborted; failures += 1) {
      const begun = Date.now()
      const error = await commandConsumer.follow(kafka, group).catch((cause: unknown) => cause)
      if (signal.aborted) break
      const failure = brokerFailureOf(error, { brokers: address.brokers, operation: 'read', topic, group })
      // A consumer that worked for a minute had recovered from the failures before.
      if (Date.now() - begun > 60_000) failures = 0
      const afterMs = backoffMs(failures)
      failureByPartition.set('all', failure.message)
      observe({ kind: 'retrying', error: failure, afterMs })
      await sleepUnlessAborted(afterMs, signal)
    }
    await commandConsumer.close()
    observe({ kind: 'stopped' })
  })()

  return {
    stopped,
    degradedReasons: () =>
      [...new Set(failureByPartition.values())].map((failure) => `commands from agencies are not processed: ${failure}`),
  }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
