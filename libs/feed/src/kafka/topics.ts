import { type AgencyId, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { createHash } from 'node:crypto'
import { PARTITIONS } from '../partition.ts'

/** A service in the names of topics, groups and logins: `victimSupport` becomes `victim-support`. */
export const kebab = (service: ServiceName): string => service.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The topic of all events that one service may see. */
export const eventTopic = (prefix: string, service: ServiceName): string => `${prefix}case-events.${kebab(service)}`

/** The topic to which agencies send commands for one service. */
export const commandTopic = (prefix: string, service: ServiceName): string => `${prefix}case-commands.${kebab(service)}`

/** The topic of all answers to the commands of one agency. */
export const answerTopic = (prefix: string, agencyId: AgencyId): string => `${prefix}case-answers.${agencyId}`

/** The topic of those messages to one service that are not valid commands, for operators. */
export const quarantineTopic = (prefix: string, service: ServiceName): string => `${prefix}case-quarantine.${kebab(service)}`

/** The common prefix of the names of one service's groups. */
export const groupPrefixOf = (prefix: string, deployment: string, service: ServiceName): string =>
  `${prefix}${deployment}.${kebab(service)}.`

/**
 * The group in which replicas share the partitions of a service's events. Only those that run the same consumers share
 * a group: during an upgrade, a consumer that the older release lacks gets all partitions.
 * @param consumers the names of all consumers of a replica
 */
export const eventGroup = (prefix: string, deployment: string, service: ServiceName, consumers: readonly string[]): string => {
  const digest = createHash('sha256').update(consumers.toSorted().join('\n')).digest('hex').slice(0, 12)
  return `${groupPrefixOf(prefix, deployment, service)}case-events.${digest}`
}

/** The group in which the replicas of a service share the partitions of its commands. */
export const commandGroup = (prefix: string, deployment: string, service: ServiceName): string =>
  `${groupPrefixOf(prefix, deployment, service)}case-commands`

/** A topic with its intended settings. */
export interface PlannedTopic {
  readonly topic: string
  readonly holds: 'events' | 'commands' | 'answers' | 'quarantine'
  /** Never changes: another number would move cases to other partitions. */
  readonly partitions: number
  /** Kafka's settings of the topic, by name. */
  readonly settings: Readonly<Record<string, string>>
}

/** The requirements for a deployment's topics. */
export interface TopicNeeds {
  /** Prefix of their names. */
  readonly prefix: string
  /** Agencies whose systems send commands: each gets an answer topic. */
  readonly agencies?: readonly AgencyId[] | undefined
  /** All five if absent. */
  readonly services?: readonly ServiceName[] | undefined
  /** Replicas that must have a message before it counts as written (default 1). */
  readonly minInsync?: number | undefined
  /**
   * How long events, commands and answers are kept, in milliseconds (default 7 days); older events are read from the
   * store.
   */
  readonly retentionMs?: number | undefined
}

const DAY_MS = 86_400_000
/** Long enough for an operator to return from leave and check. */
const QUARANTINE_DAYS = 30

/** The topics that a deployment needs, with their settings. */
export const plannedTopics = ({
  prefix,
  agencies = [],
  services = SERVICES,
  minInsync = 1,
  retentionMs = 7 * DAY_MS,
}: TopicNeeds): readonly PlannedTopic[] => {
  const planned = (topic: string, holds: PlannedTopic['holds'], more: Readonly<Record<string, string>> = {}): PlannedTopic => ({
    topic,
    holds,
    partitions: PARTITIONS,
    settings: {
      'cleanup.policy': 'delete',
      'retention.ms': String(retentionMs),
      'retention.bytes': '-1',
      'max.message.bytes': '1048576',
      // The timestamp is set by the broker: a wrong clock of a writer must not change the age of a message.
      'message.timestamp.type': 'LogAppendTime',
      'min.insync.replicas': String(minInsync),
      // A replica that lacks acknowledged messages must not become the leader.
      'unclean.leader.election.enable': 'false',
      ...more,
    },
  })
  return [
    ...services.map((service) => planned(eventTopic(prefix, service), 'events')),
    // Uncompressed, because a small compressed message of an external sender could fill the memory of a service.
    ...services.map((service) => planned(commandTopic(prefix, service), 'commands', { 'compression.type': 'uncompressed' })),
    ...services.map((service) =>
      planned(quarantineTopic(prefix, service), 'quarantine', { 'retention.ms': String(QUARANTINE_DAYS * DAY_MS) }),
    ),
    ...[...new Set(agencies)].map((agencyId) => planned(answerTopic(prefix, agencyId), 'answers')),
  ]
}
