import type { Admin } from 'kafkajs'
import { BrokerFailure, brokerFailureOf, faultOf } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { wrongPartitionsSentence, findingsOfAll, type TopicFinding } from './examine-topics.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { brokerCount, type LeaderPatience, waitForLeaders } from './leaderless-topics.ts'
import { topicStateOf } from './topic-state.ts'
import { type PlannedTopic, plannedTopics, type TopicNeeds } from './topics.ts'

/** The topics to create. */
export interface PrepareTopicsOptions extends Omit<TopicNeeds, 'prefix'> {
  /** Replication factor (default: 3, or the number of brokers if smaller). */
  readonly replication?: number | undefined
  /** How long to wait for topics that have no leader, in milliseconds (default 60,000). */
  readonly patienceMs?: number | undefined
  /** Receives a sentence for an operator when it waits. */
  readonly report?: ((sentence: string) => void) | undefined
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
/** As long as a service waits for what its start needs. */
const PATIENCE_MS = 60_000

/**
 * Creates the missing topics of a deployment, after it has waited for topics without a leader. Repeated or concurrent
 * calls are safe. An existing topic is never changed; one with a wrong number of partitions stops the call before
 * anything is created.
 * @throws BrokerFailure with the remedy: broker unreachable, login refused, not authorised, `wrong-partitions`,
 * `no-leader` when the patience ends
 * @throws FeedUrlError when the URL is invalid
 */
export const prepareTopics = async (
  url: string,
  { replication, patienceMs = PATIENCE_MS, report = () => undefined, ...needs }: PrepareTopicsOptions = {},
): Promise<PrepareTopicsResult> => {
  const address = parseFeedUrl(url)
  const admin = kafkaClient(address, () => undefined).admin()
  try {
    await admin.connect()
    const patience = { patienceMs, report }
    const existing = plannedTopics({ ...needs, prefix: address.prefix }).map(({ topic }) => topic)
    await waitForLeaders(admin, existing, ['leaderless'], patience)
    const brokers = await brokerCount(admin, patience)
    const copies = replication ?? Math.min(DEFAULT_REPLICATION, brokers)
    if (copies > brokers)
      throw new BrokerFailure(
        'other',
        `${copies} copies of each topic need as many brokers, and the number of brokers is ${brokers}: request fewer copies, or add brokers`,
      )
    const minInsync = needs.minInsync ?? Math.max(1, copies - 1)
    if (minInsync > copies)
      throw new BrokerFailure('other', `${minInsync} in-sync replicas are impossible with ${copies} copies: request fewer in-sync replicas`)
    return await createMissing(admin, plannedTopics({ ...needs, minInsync, prefix: address.prefix }), copies, patience)
  } catch (error) {
    throw brokerFailureOf(error, { brokers: address.brokers, operation: 'write' })
  } finally {
    await admin.disconnect()
  }
}

const createMissing = async (
  admin: Admin,
  planned: readonly PlannedTopic[],
  replication: number,
  patience: LeaderPatience,
): Promise<PrepareTopicsResult> => {
  const missing = await missingOf(admin, planned)
  await Promise.all(missing.map((one) => create(admin, one, replication)))
  const created = missing.map(({ topic }) => topic)
  await waitForLeaders(admin, created, ['leaderless', 'missing'], patience)
  // Throws if another process created a topic at the same time with another number of partitions.
  await missingOf(admin, planned)
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
    // `waitForLeaders` waits: kafkajs itself fails when the broker does not yet know the topic.
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
