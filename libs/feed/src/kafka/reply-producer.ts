import type { AgencyId } from '@case-timeline/contracts'
import { type Kafka, Partitioners, type Producer } from 'kafkajs'
import { BrokerFailure, brokerFailureOf, type Fault } from './broker-failure.ts'
import type { CommandReply, FollowCommandsOptions } from './command-message.ts'
import type { KafkaAddress } from './kafka-url.ts'
import { answerTopic, quarantineTopic } from './topics.ts'

/** Sends answers and quarantined messages to their topics. */
export interface ReplyProducer {
  /**
   * Resolves when all replicas of the broker have every reply, except answers to an agency whose topic is not writable.
   * @throws BrokerFailure when the replies must be sent again
   */
  sendReplies(replies: readonly CommandReply[]): Promise<void>
  close(): Promise<void>
}

/** Faults of the topic of one agency: the other agencies still get their answers. A missing leader may soon be back. */
const TOPIC_FAULTS: ReadonlySet<Fault> = new Set<Fault>(['not-authorised', 'no-such-topic', 'no-leader', 'too-large'])

/** How long an agency whose topic was not writable is left out, so that it does not delay the other agencies. */
const AGENCY_RETRY_MS = 30_000

/** How long a partition waits by default for the leader of an agency's topic, before the agency is left out. */
const LEADER_PATIENCE_MS = 30_000

/** Connects on first use, and again after a failure. */
export const openReplyProducer = (
  kafka: Kafka,
  { brokers, prefix }: Pick<KafkaAddress, 'brokers' | 'prefix'>,
  { service, observe, leaderPatienceMs = LEADER_PATIENCE_MS }: Pick<FollowCommandsOptions, 'service' | 'observe' | 'leaderPatienceMs'>,
): ReplyProducer => {
  let producer: Promise<Producer> | undefined
  const unreachable = new Map<AgencyId, { readonly error: BrokerFailure; readonly until: number }>()
  const leaderlessSince = new Map<AgencyId, number>()

  const open = async (): Promise<Producer> => {
    const opened = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner })
    await opened.connect().catch(async (error: unknown) => {
      await opened.disconnect().catch(() => undefined)
      throw error
    })
    return opened
  }
  const closeProducer = async (): Promise<void> => {
    const failed = producer
    producer = undefined
    await failed?.then((client) => client.disconnect()).catch(() => undefined)
  }

  const toTopic = async (topic: string, replies: readonly CommandReply[]): Promise<void> => {
    try {
      const sender = await (producer ??= open())
      const messages = replies.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } }))
      const written = await sender.send({ topic, acks: -1, messages })
      if (written.length === 0) throw new BrokerFailure('other', `the broker accepted no message for topic ${topic}`)
    } catch (error) {
      await closeProducer()
      throw brokerFailureOf(error, { brokers, operation: 'write', topic })
    }
  }

  /** Whether to wait for the leader of an agency's topic, because it is missing only for a short time. */
  const mayFindLeader = (agencyId: AgencyId, { fault }: BrokerFailure): boolean => {
    if (fault !== 'no-leader') return false
    const since = leaderlessSince.get(agencyId) ?? performance.now()
    leaderlessSince.set(agencyId, since)
    return performance.now() - since < leaderPatienceMs
  }

  const toAgency = async (agencyId: AgencyId, replies: readonly CommandReply[]): Promise<void> => {
    const outage = unreachable.get(agencyId)
    if (outage && outage.until > performance.now())
      return replies.forEach(() => observe({ kind: 'unanswered', agencyId, error: outage.error }))
    try {
      await toTopic(answerTopic(prefix, agencyId), replies)
      unreachable.delete(agencyId)
      leaderlessSince.delete(agencyId)
    } catch (error) {
      if (!(error instanceof BrokerFailure) || !TOPIC_FAULTS.has(error.fault) || mayFindLeader(agencyId, error)) throw error
      unreachable.set(agencyId, { error, until: performance.now() + AGENCY_RETRY_MS })
      replies.forEach(() => observe({ kind: 'unanswered', agencyId, error }))
    }
  }

  return {
    async sendReplies(replies) {
      const answers = new Map<AgencyId, CommandReply[]>()
      const quarantined: CommandReply[] = []
      for (const reply of replies)
        if (reply.to === 'quarantine') quarantined.push(reply)
        else answers.set(reply.to.agencyId, [...(answers.get(reply.to.agencyId) ?? []), reply])
      for (const [agencyId, own] of answers) await toAgency(agencyId, own)
      if (quarantined.length > 0) await toTopic(quarantineTopic(prefix, service), quarantined)
    },
    close: closeProducer,
  }
}
