import type { AgencyId, ServiceName } from '@case-timeline/contracts'
import { type Kafka, Partitioners, type Producer } from 'kafkajs'
import { BrokerFailure, explained, type Fault } from './broker-failure.ts'
import type { CommandNotice, CommandReply } from './command-message.ts'
import type { KafkaAddress } from './kafka-url.ts'
import { answerTopic, quarantineTopic } from './topics.ts'

/** Puts answers and quarantined messages on their topics. */
export interface Replying {
  /**
   * Resolves when all replicas of the broker have every reply, but for answers to an agency whose topic cannot be written to.
   * @throws BrokerFailure when the replies are to be put again
   */
  put(replies: readonly CommandReply[]): Promise<void>
  close(): Promise<void>
}

/** These are one agency's trouble: the others are answered all the same. */
const OF_ONE_TOPIC: ReadonlySet<Fault> = new Set<Fault>(['not-authorised', 'no-such-topic', 'too-large'])

/** How long an agency whose topic could not be written to is not tried again, so that it does not keep the others waiting. */
const LEFT_ALONE_MS = 30_000

export const openReplying = (
  kafka: Kafka,
  { brokers, prefix }: Pick<KafkaAddress, 'brokers' | 'prefix'>,
  { service, observe }: { readonly service: ServiceName; readonly observe: (notice: CommandNotice) => void },
): Replying => {
  let producer: Promise<Producer> | undefined
  const unreachable = new Map<AgencyId, { readonly error: BrokerFailure; readonly until: number }>()

  const open = async (): Promise<Producer> => {
    const made = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner })
    await made.connect().catch(async (error: unknown) => {
      await made.disconnect().catch(() => undefined)
      throw error
    })
    return made
  }
  const dismiss = async (): Promise<void> => {
    const failed = producer
    producer = undefined
    await failed?.then((one) => one.disconnect()).catch(() => undefined)
  }

  const toTopic = async (topic: string, replies: readonly CommandReply[]): Promise<void> => {
    try {
      const by = await (producer ??= open())
      const messages = replies.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } }))
      const taken = await by.send({ topic, acks: -1, messages })
      if (taken.length === 0) throw new BrokerFailure('other', `the broker took nothing for topic ${topic}`)
    } catch (error) {
      await dismiss()
      throw explained(error, { brokers, doing: 'write', topic })
    }
  }

  const toAgency = async (agencyId: AgencyId, replies: readonly CommandReply[]): Promise<void> => {
    const known = unreachable.get(agencyId)
    if (known && known.until > Date.now()) return replies.forEach(() => observe({ kind: 'unanswered', agencyId, error: known.error }))
    try {
      await toTopic(answerTopic(prefix, agencyId), replies)
      unreachable.delete(agencyId)
    } catch (error) {
      if (!(error instanceof BrokerFailure) || !OF_ONE_TOPIC.has(error.fault)) throw error
      unreachable.set(agencyId, { error, until: Date.now() + LEFT_ALONE_MS })
      replies.forEach(() => observe({ kind: 'unanswered', agencyId, error }))
    }
  }

  return {
    async put(replies) {
      const answers = new Map<AgencyId, CommandReply[]>()
      const aside: CommandReply[] = []
      for (const reply of replies)
        if (reply.to === 'quarantine') aside.push(reply)
        else answers.set(reply.to.agencyId, [...(answers.get(reply.to.agencyId) ?? []), reply])
      for (const [agencyId, own] of answers) await toAgency(agencyId, own)
      if (aside.length > 0) await toTopic(quarantineTopic(prefix, service), aside)
    },
    close: dismiss,
  }
}
