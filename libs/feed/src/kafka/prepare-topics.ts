import type { Admin } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { BrokerFailure, brokerFailureOf, faultOf } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { wrongPartitionsSentence, findingsOfAll, topicStateOf, type TopicFinding } from './examine-topics.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { type PlannedTopic, plannedTopics, type TopicNeeds } from './topics.ts'

/** The topics to create. */
export interface PrepareTopicsOptions extends Omit<TopicNeeds, 'prefix'> {
  /** Replication factor (default: 3, or the number of brokers if smaller). */
  readonly replication?: number | undefined
}

/** The result of creating topics. */
export interface PrepareTopicsResult {
  readonly created: readonly string[]
  /** Topics that existed before and were not changed. */
  readonly present: readonly string[]
  /** What is wrong with the topics. */
  readonly findings: readonly TopicFinding[]
}

const DEFAULT_REPLICATION = 3
const LEADER_TIMEOUT_MS = 30_000

/**
 * Creates the missing topics of a deployment. Repeated or concurrent calls are safe. An existing topic is never
 * changed; one with a wrong number of partitions stops the call before anything is created.
 * @throws BrokerFailure with the remedy: broker unreachable, login refused, not authorised, `wrong-partitions`
 * @throws FeedUrlError when the URL is invalid
 */
export const prepareTopics = async (url: string, { replication, ...needs }: PrepareTopicsOptions = {}): Promise<PrepareTopicsResult> => {
  const address = parseFeedUrl(url)
  const admin = kafkaClient(address, () => undefined).admin()
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    const copies = replication ?? Math.min(DEFAULT_REPLICATION, brokers.length)
    if (copies > brokers.length)
      throw new BrokerFailure(
        'other',
        `${copies} copies of each topic need as many brokers, and the number of brokers is ${brokers.length}: request fewer copies, or add brokers`,
      )
    const minInsync = needs.minInsync ?? Math.max(1, copies - 1)
    if (minInsync > copies)
      throw new BrokerFailure('other', `${minInsync} in-sync replicas are impossible with ${copies} copies: request fewer in-sync replicas`)
    return await createMissing(admin, plannedTopics({ ...needs, minInsync, prefix: address.prefix }), copies)
  } catch (error) {
    throw brokerFailureOf(error, { brokers: address.brokers, operation: 'write' })
  } finally {
    await admin.disconnect()
  }
}

const createMissing = async (admin: Admin, planned: readonly PlannedTopic[], replication: number): Promise<PrepareTopicsResult> => {
  const missing = await missingOf(admin, planned)
  await Promise.all(missing.map((one) => create(admin, one, replication)))
  await Promise.all(missing.map((one) => waitForTopicLeaders(admin, one)))
  // Throws if another process created a topic at the same time with another number of partitions.
  await missingOf(admin, planned)
  const created = missing.map(({ topic }) => topic)
  return {
    created,
    present: planned.map(({ topic }) => topic).filter((topic) => !created.includes(topic)),
    findings: await findingsOfAll(admin, planned),
  }
}

/**
 * The topics that do not exist.
 * @throws BrokerFailure when an existing topic has a wrong number of partitions, or is not visible to this login
 */
const missingOf = async (admin: Admin, planned: readonly PlannedTopic[]): Promise<readonly PlannedTopic[]> => {
  const all = await Promise.all(planned.map(async (one) => ({ one, seen: await topicStateOf(admin, one.topic) })))
  const hidden = all.flatMap(({ one, seen }) => (seen.state === 'hidden' ? [one.topic] : []))
  if (hidden.length > 0) throw new BrokerFailure('not-authorised', `this login may not see ${hidden.join(', ')}: log in as an operator`)
  const refused = all.flatMap(({ one, seen }) =>
    seen.state === 'present' && seen.partitions !== one.partitions ? [wrongPartitionsSentence(one, seen.partitions)] : [],
  )
  if (refused.length > 0) throw new BrokerFailure('wrong-partitions', refused.join('\n'))
  return all.flatMap(({ one, seen }) => (seen.state === 'missing' ? [one] : []))
}

/** Creates one topic per request: for several topics in one request, kafkajs does not report which of them existed. */
const create = async (admin: Admin, { topic, partitions, settings }: PlannedTopic, replicationFactor: number): Promise<void> => {
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
  try {
    // `waitForTopicLeaders` waits: kafkajs itself fails when the broker does not yet know the topic.
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor, configEntries }], waitForLeaders: false })
  } catch (error) {
    const own = firstError(error)
    if (faultOf(own) === 'not-authorised')
      throw new BrokerFailure('not-authorised', `this login may not create topic ${topic}: log in as an operator`, { cause: error })
    throw new BrokerFailure('other', `topic ${topic} was not created: ${own instanceof Error ? own.message : String(own)}`, {
      cause: error,
    })
  }
}

/** kafkajs combines the errors of all topics of a request; here a request has one topic. */
const firstError = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : error

const waitForTopicLeaders = async (admin: Admin, { topic }: PlannedTopic): Promise<void> => {
  const since = performance.now()
  for (;;) {
    const seen = await topicStateOf(admin, topic)
    if (seen.state === 'present' && seen.hasLeaders) return
    if (performance.now() - since > LEADER_TIMEOUT_MS)
      throw new BrokerFailure('other', `topic ${topic} was created, but has no leaders yet: check the brokers and start again`)
    await pause(50)
  }
}
