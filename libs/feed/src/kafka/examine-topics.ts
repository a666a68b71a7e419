import type { Admin } from 'kafkajs'
import { explained, faultOf } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { type PlannedTopic, plannedTopics, type TopicNeeds } from './topics.ts'

/** What is not as it should be with the topics, and what to do about it. */
export interface TopicFinding {
  readonly problem:
    | 'unreachable'
    | 'login-refused'
    | 'not-authorised'
    | 'missing'
    | 'wrong-partitions'
    | 'compacted'
    | 'short-retention'
    | 'other-setting'
    | 'settings-hidden'
    | 'other'
  /** Absent when it is not about one topic. */
  readonly topic?: string | undefined
  /** `stops`: what goes over the topic waits or is lost; `warns`: it goes on. */
  readonly level: 'stops' | 'warns'
  /** What is wrong, with what, and what to do. */
  readonly sentence: string
}

const TOPIC_RESOURCE = 2
const PREPARE = 'run: casectl feed prepare'

/** How a topic is found. */
export type Seen =
  | { readonly state: 'there'; readonly partitions: number; readonly led: boolean }
  | { readonly state: 'missing' }
  | { readonly state: 'hidden' }

/** @throws what keeps the broker from answering */
export const see = async (admin: Admin, topic: string): Promise<Seen> => {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    const partitions = topics[0]?.partitions ?? []
    return { state: 'there', partitions: partitions.length, led: partitions.every(({ leader }) => leader >= 0) }
  } catch (error) {
    const fault = faultOf(error)
    if (fault === 'no-such-topic') return { state: 'missing' }
    if (fault === 'not-authorised') return { state: 'hidden' }
    throw error
  }
}

/** Nothing: this login may not see them. */
const settingsOf = async (admin: Admin, { topic, settings }: PlannedTopic): Promise<ReadonlyMap<string, string> | undefined> => {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC_RESOURCE, name: topic, configNames: Object.keys(settings) }],
    })
    return new Map(resources.flatMap(({ configEntries }) => configEntries.map(({ configName, configValue }) => [configName, configValue])))
  } catch (error) {
    if (faultOf(error) === 'not-authorised') return undefined
    throw error
  }
}

/** A refused count, as a person is told: it is never changed for them. */
export const countRefused = ({ topic, partitions }: PlannedTopic, found: number): string =>
  `topic ${topic} has ${found} partitions, and it must have ${partitions}, for ever: a case’s events would lose their order. ` +
  `Stop the relay and the services, delete the topic, ${PREPARE}, and start them: consumers refill it from the store`

const alter = (topic: string, setting: string, value: string): string =>
  `set it: kafka-configs.sh --bootstrap-server … --alter --entity-type topics --entity-name ${topic} --add-config ${setting}=${value}`

const judgeSetting = (planned: PlannedTopic, setting: string, value: string): TopicFinding | undefined => {
  const { topic, settings } = planned
  const wanted = settings[setting] ?? ''
  const remedy = alter(topic, setting, wanted)
  if (setting === 'cleanup.policy' && value.includes('compact'))
    return {
      problem: 'compacted',
      topic,
      level: 'stops',
      sentence: `topic ${topic} is compacted (${setting}=${value}): only the last message of a case would stay; ${remedy}`,
    }
  if (setting === 'retention.ms') {
    const short = value !== '-1' && BigInt(value) < BigInt(wanted)
    const days = Number(value) / 86_400_000
    if (!short) return undefined
    return {
      problem: 'short-retention',
      topic,
      level: 'warns',
      sentence: `topic ${topic} keeps messages for ${days < 1 ? `${Number(value) / 1000} seconds` : `${days.toFixed(1)} days`} only (${setting}=${value}): who was away longer ${
        planned.holds === 'events' ? 'reads from the store, which takes longer' : 'misses them'
      }; ${remedy}`,
    }
  }
  const enough = setting === 'max.message.bytes' || setting === 'min.insync.replicas' ? Number(value) >= Number(wanted) : value === wanted
  if (enough || setting === 'retention.bytes') return undefined
  return {
    problem: 'other-setting',
    topic,
    level: 'warns',
    sentence: `topic ${topic} has ${setting}=${value}, and it should be ${wanted}; ${remedy}`,
  }
}

/** What is to be said of one topic. */
const judge = async (admin: Admin, planned: PlannedTopic): Promise<readonly TopicFinding[]> => {
  const { topic, partitions } = planned
  const seen = await see(admin, topic)
  if (seen.state === 'missing')
    return [{ problem: 'missing', topic, level: 'stops', sentence: `topic ${topic} is not there: to create it, ${PREPARE}` }]
  if (seen.state === 'hidden')
    return [
      {
        problem: 'not-authorised',
        topic,
        level: 'stops',
        sentence: `this login may not see topic ${topic}: log in as an operator, or grant it what casectl feed acls prints`,
      },
    ]
  if (seen.partitions !== partitions)
    return [{ problem: 'wrong-partitions', topic, level: 'stops', sentence: countRefused(planned, seen.partitions) }]
  const settings = await settingsOf(admin, planned)
  if (!settings)
    return [
      {
        problem: 'settings-hidden',
        topic,
        level: 'warns',
        sentence: `this login may not see the settings of topic ${topic}: log in as an operator to have them examined`,
      },
    ]
  return [...settings].flatMap(([setting, value]) => judgeSetting(planned, setting, value) ?? [])
}

/** @throws what keeps the broker from answering */
export const judgeAll = async (admin: Admin, planned: readonly PlannedTopic[]): Promise<readonly TopicFinding[]> =>
  (await Promise.all(planned.map((one) => judge(admin, one)))).flat()

/**
 * Looks whether the topics of a deployment are there and as they should be, with the eyes of this login. Changes nothing.
 * @returns what is not as it should be; nothing: all is well. Never rejects for what a broker does.
 * @throws FeedUrlError when the URL is none
 */
export const examineTopics = async (url: string, needs: Omit<TopicNeeds, 'prefix'> = {}): Promise<readonly TopicFinding[]> => {
  const address = parseFeedUrl(url)
  const admin = kafkaClient(address, () => undefined).admin()
  try {
    await admin.connect()
    return await judgeAll(admin, plannedTopics({ ...needs, prefix: address.prefix }))
  } catch (error) {
    const { fault, message } = explained(error, { brokers: address.brokers, doing: 'read' })
    const problem = fault === 'unreachable' || fault === 'login-refused' || fault === 'not-authorised' ? fault : 'other'
    return [{ problem, level: 'stops', sentence: message }]
  } finally {
    await admin.disconnect()
  }
}
