import type { Admin } from 'kafkajs'
import { brokerFailureOf, faultOf } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { topicStateOf } from './topic-state.ts'
import { type PlannedTopic, plannedTopics, type TopicNeeds } from './topics.ts'

/** A wrong setting or state of a topic, with the remedy. */
export interface TopicFinding {
  readonly problem:
    | 'unreachable'
    | 'login-refused'
    | 'not-authorised'
    | 'missing'
    | 'no-leader'
    | 'wrong-partitions'
    | 'compacted'
    | 'short-retention'
    | 'other-setting'
    | 'settings-hidden'
    | 'other'
  /** Absent if it does not concern a single topic. */
  readonly topic?: string | undefined
  /** `stops`: messages of the topic wait or are lost; `warns`: they continue to flow. */
  readonly level: 'stops' | 'warns'
  /** What is wrong, with which topic, and the remedy. */
  readonly sentence: string
}

/** Kafka's number of the resource type "topic". */
const TOPIC_RESOURCE = 2
const PREPARE = 'run: casectl topics'

/** The settings of a topic by name, or why they are unknown. */
const settingsOf = async (
  admin: Admin,
  { topic, settings }: PlannedTopic,
): Promise<ReadonlyMap<string, string> | 'not-authorised' | 'unknown'> => {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC_RESOURCE, name: topic, configNames: Object.keys(settings) }],
    })
    return new Map(resources.flatMap(({ configEntries }) => configEntries.map(({ configName, configValue }) => [configName, configValue])))
  } catch (error) {
    const fault = faultOf(error)
    if (fault === 'not-authorised') return fault
    // kafkajs answers it for no topic while any topic of the cluster has no leader; and a topic that was created only now
    // is not yet known to every broker.
    if (fault === 'no-leader' || fault === 'no-such-topic') return 'unknown'
    throw error
  }
}

/** The sentence for operators about a wrong number of partitions, which is never changed automatically. */
export const wrongPartitionsSentence = ({ topic, partitions }: PlannedTopic, found: number): string =>
  `topic ${topic} has ${found} partitions, and it must always have ${partitions}: with another number the events of a case would lose their order. ` +
  `Stop the relay and the services, delete the topic, ${PREPARE}, and start them again: consumers read what the new topic lacks from the store`

const alterCommand = (topic: string, setting: string, value: string): string =>
  `set it: kafka-configs.sh --bootstrap-server … --alter --entity-type topics --entity-name ${topic} --add-config ${setting}=${value}`

const findingOfSetting = (planned: PlannedTopic, setting: string, value: string): TopicFinding | undefined => {
  const { topic, settings } = planned
  const wanted = settings[setting] ?? ''
  const remedy = alterCommand(topic, setting, wanted)
  if (setting === 'cleanup.policy' && value.includes('compact'))
    return {
      problem: 'compacted',
      topic,
      level: 'stops',
      sentence: `topic ${topic} is compacted (${setting}=${value}): only the last message of each case would be kept; ${remedy}`,
    }
  if (setting === 'retention.ms') {
    const short = value !== '-1' && BigInt(value) < BigInt(wanted)
    const days = Number(value) / 86_400_000
    if (!short) return undefined
    return {
      problem: 'short-retention',
      topic,
      level: 'warns',
      sentence: `topic ${topic} keeps messages for ${days < 1 ? `${Number(value) / 1000} seconds` : `${days.toFixed(1)} days`} only (${setting}=${value}): a consumer that was stopped for longer ${
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

/** The findings about one topic. */
const findingsOf = async (admin: Admin, planned: PlannedTopic): Promise<readonly TopicFinding[]> => {
  const { topic, partitions } = planned
  const topicState = await topicStateOf(admin, topic)
  if (topicState.state === 'missing')
    return [{ problem: 'missing', topic, level: 'stops', sentence: `topic ${topic} does not exist: to create it, ${PREPARE}` }]
  if (topicState.state === 'hidden')
    return [
      {
        problem: 'not-authorised',
        topic,
        level: 'stops',
        sentence: `this login may not see topic ${topic}: log in as an operator, or grant the rights that casectl feed acls prints`,
      },
    ]
  if (topicState.state === 'leaderless')
    return [
      { problem: 'no-leader', topic, level: 'stops', sentence: `no broker leads topic ${topic}: start the brokers that have its replicas` },
    ]
  if (topicState.partitions !== partitions)
    return [{ problem: 'wrong-partitions', topic, level: 'stops', sentence: wrongPartitionsSentence(planned, topicState.partitions) }]
  const settings = await settingsOf(admin, planned)
  if (settings === 'unknown') return []
  if (settings === 'not-authorised')
    return [
      {
        problem: 'settings-hidden',
        topic,
        level: 'warns',
        sentence: `this login may not see the settings of topic ${topic}: log in as an operator to examine them`,
      },
    ]
  return [...settings].flatMap(([setting, value]) => findingOfSetting(planned, setting, value) ?? [])
}

/** The findings about some topics. @throws the error that prevents the broker from answering */
export const findingsOfAll = async (admin: Admin, planned: readonly PlannedTopic[]): Promise<readonly TopicFinding[]> =>
  (await Promise.all(planned.map((one) => findingsOf(admin, one)))).flat()

/**
 * Examines the topics of a deployment with the rights of this login. Changes nothing.
 * @returns what is wrong; empty if everything is correct. A failure of the broker is a finding, not an error.
 * @throws FeedUrlError when the URL is invalid
 */
export const examineTopics = async (url: string, needs: Omit<TopicNeeds, 'prefix'> = {}): Promise<readonly TopicFinding[]> => {
  const address = parseFeedUrl(url)
  const admin = kafkaClient(address, () => undefined).admin()
  try {
    await admin.connect()
    return await findingsOfAll(admin, plannedTopics({ ...needs, prefix: address.prefix }))
  } catch (error) {
    const { fault, message } = brokerFailureOf(error, { brokers: address.brokers, operation: 'read' })
    const problem = fault === 'unreachable' || fault === 'login-refused' || fault === 'not-authorised' ? fault : 'other'
    return [{ problem, level: 'stops', sentence: message }]
  } finally {
    await admin.disconnect()
  }
}
