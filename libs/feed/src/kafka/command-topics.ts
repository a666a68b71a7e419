import { backoffMs, rest } from '../elected.ts'
import { explained } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import type { FollowCommands } from './command-message.ts'
import { commandTurns } from './command-turns.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { openReplying } from './replying.ts'
import { commandTopic, groupOf } from './topics.ts'

export interface FollowingCommands {
  /** Settles when it has stopped, after its signal; it never rejects. */
  readonly stopped: Promise<void>
  /** What keeps commands from being taken now, with what to do; none: nothing. */
  hindrances(): readonly string[]
}

/**
 * Takes the commands that agencies put on the service's topic, those of one partition one after another, and puts the answers on their
 * topics before it commits the offset: at least once. Begins without a broker, and comes back by itself when one was away.
 */
export const followCommands = (it: FollowCommands): FollowingCommands => {
  const { signal, observe } = it
  const address = parseFeedUrl(it.url)
  const topic = commandTopic(address.prefix, it.service)
  const group = groupOf(address.prefix, it.deployment, it.service, 'case-commands')
  const kafka = kafkaClient(address, (level, text) => observe({ kind: 'client-said', level, text }))
  const failing = new Map<number | 'all', string>()
  const turns = commandTurns({
    ...it,
    topic,
    replying: openReplying(kafka, address, it),
    failed: (partition, error) => failing.set(partition, sentenceOf(error)),
    succeeded: (partition) => failing.delete(partition),
    joined: () => failing.clear(),
  })

  const stopped = (async () => {
    for (let failures = 0; !signal.aborted; failures += 1) {
      const begun = Date.now()
      const error = await turns.follow(kafka, group).catch((cause: unknown) => cause)
      if (signal.aborted) break
      const failure = explained(error, { brokers: address.brokers, doing: 'read', topic, group })
      if (Date.now() - begun > 60_000) failures = 0
      const afterMs = backoffMs(failures)
      failing.set('all', failure.message)
      observe({ kind: 'retrying', error: failure, afterMs })
      await rest(afterMs, signal)
    }
    await turns.close()
    observe({ kind: 'stopped' })
  })()

  return { stopped, hindrances: () => [...new Set(failing.values())].map((one) => `commands from agencies are not taken: ${one}`) }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
