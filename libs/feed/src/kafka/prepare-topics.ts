import type { Admin } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { BrokerFailure, explained, faultOf } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { countRefused, judgeAll, see, type TopicFinding } from './examine-topics.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { type PlannedTopic, plannedTopics, type TopicNeeds } from './topics.ts'

/** What the admin step is to make. */
export interface PrepareTopics extends Omit<TopicNeeds, 'prefix'> {
  /** Copies of each partition (default: 3, or as many as there are brokers). */
  readonly replication?: number | undefined
}

/** What the admin step did. */
export interface Prepared {
  readonly created: readonly string[]
  /** They were there before, and were left as they are. */
  readonly present: readonly string[]
  /** What should be otherwise with those. */
  readonly findings: readonly TopicFinding[]
}

const USUAL_REPLICATION = 3
const LEADERS_WITHIN_MS = 30_000

/**
 * Creates the topics of a deployment that are missing. Doing it again, or twice at once, does nothing more. A topic that is
 * there is never changed; one with another number of partitions stops it before anything is created.
 * @throws BrokerFailure with what to do: broker unreachable, login refused, not authorised, `wrong-partitions`
 * @throws FeedUrlError when the URL is none
 */
export const prepareTopics = async (url: string, { replication, ...needs }: PrepareTopics = {}): Promise<Prepared> => {
  const address = parseFeedUrl(url)
  const admin = kafkaClient(address, () => undefined).admin()
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    const copies = replication ?? Math.min(USUAL_REPLICATION, brokers.length)
    if (copies > brokers.length)
      throw new BrokerFailure('other', `brokers: ${brokers.length}, too few for ${copies} copies: ask for fewer copies, or add brokers`)
    const minInsync = needs.minInsync ?? Math.max(1, copies - 1)
    if (minInsync > copies)
      throw new BrokerFailure('other', `${minInsync} of ${copies} copies can never have a message: ask for fewer in sync`)
    return await prepared(admin, plannedTopics({ ...needs, minInsync, prefix: address.prefix }), copies)
  } catch (error) {
    throw explained(error, { brokers: address.brokers, doing: 'write' })
  } finally {
    await admin.disconnect()
  }
}

const prepared = async (admin: Admin, planned: readonly PlannedTopic[], replication: number): Promise<Prepared> => {
  const missing = await missingOf(admin, planned)
  await Promise.all(missing.map((one) => create(admin, one, replication)))
  await Promise.all(missing.map((one) => led(admin, one)))
  // Somebody else may have been as quick, with other ideas.
  await missingOf(admin, planned)
  const created = missing.map(({ topic }) => topic)
  return {
    created,
    present: planned.map(({ topic }) => topic).filter((topic) => !created.includes(topic)),
    findings: await judgeAll(admin, planned),
  }
}

/** @throws BrokerFailure when one that is there has another number of partitions, or may not be seen */
const missingOf = async (admin: Admin, planned: readonly PlannedTopic[]): Promise<readonly PlannedTopic[]> => {
  const all = await Promise.all(planned.map(async (one) => ({ one, seen: await see(admin, one.topic) })))
  const hidden = all.flatMap(({ one, seen }) => (seen.state === 'hidden' ? [one.topic] : []))
  if (hidden.length > 0) throw new BrokerFailure('not-authorised', `this login may not see ${hidden.join(', ')}: log in as an operator`)
  const refused = all.flatMap(({ one, seen }) =>
    seen.state === 'there' && seen.partitions !== one.partitions ? [countRefused(one, seen.partitions)] : [],
  )
  if (refused.length > 0) throw new BrokerFailure('wrong-partitions', refused.join('\n'))
  return all.flatMap(({ one, seen }) => (seen.state === 'missing' ? [one] : []))
}

/** Each by a request of its own: of several kafkajs does not say which were there. */
const create = async (admin: Admin, { topic, partitions, settings }: PlannedTopic, replicationFactor: number): Promise<void> => {
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
  try {
    // It waits for leaders itself, and fails when the broker has not heard of the topic yet.
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor, configEntries }], waitForLeaders: false })
  } catch (error) {
    const own = firstOf(error)
    if (faultOf(own) === 'not-authorised')
      throw new BrokerFailure('not-authorised', `this login may not create topic ${topic}: log in as an operator`, { cause: error })
    throw new BrokerFailure('other', `topic ${topic} was not created: ${own instanceof Error ? own.message : String(own)}`, {
      cause: error,
    })
  }
}

/** kafkajs bundles what went wrong with each topic. */
const firstOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : error

const led = async (admin: Admin, { topic }: PlannedTopic): Promise<void> => {
  const since = performance.now()
  for (;;) {
    const seen = await see(admin, topic)
    if (seen.state === 'there' && seen.led) return
    if (performance.now() - since > LEADERS_WITHIN_MS)
      throw new BrokerFailure('other', `topic ${topic} was created, and has no leaders yet: look after the brokers and start again`)
    await pause(50)
  }
}
