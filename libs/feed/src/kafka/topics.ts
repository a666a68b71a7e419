import { type AgencyId, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { PARTITIONS } from '../partition.ts'

/** How the names of topics, groups and logins write a service: `victim-support`. */
export const kebab = (service: ServiceName): string => service.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The topic of everything that one service may receive. */
export const eventTopic = (prefix: string, service: ServiceName): string => `${prefix}case-events.${kebab(service)}`

/** Where agencies put commands for one service. */
export const commandTopic = (prefix: string, service: ServiceName): string => `${prefix}case-commands.${kebab(service)}`

/** The topic of everything that one agency's commands were answered with. */
export const answerTopic = (prefix: string, agencyId: AgencyId): string => `${prefix}case-answers.${agencyId}`

/** What one service could not take for a command. */
export const quarantineTopic = (prefix: string, service: ServiceName): string => `${prefix}case-quarantine.${kebab(service)}`

/** What the names of all groups of one service begin with. */
export const groupPrefixOf = (prefix: string, deployment: string, service: ServiceName): string =>
  `${prefix}${deployment}.${kebab(service)}.`

/** The group in which the replicas of one consumer share its partitions. Two services may each have a consumer of that name. */
export const groupOf = (prefix: string, deployment: string, service: ServiceName, consumer: string): string => {
  const before = groupPrefixOf(prefix, deployment, service)
  const own = `${kebab(service)}.`
  return `${before}${consumer.startsWith(own) ? consumer.slice(own.length) : consumer}`
}

/** A topic as it should be. */
export interface PlannedTopic {
  readonly topic: string
  readonly holds: 'events' | 'commands' | 'answers' | 'quarantine'
  /** For ever: with another number the cases of a partition would be others. */
  readonly partitions: number
  /** Kafka's settings of the topic, by their names. */
  readonly settings: Readonly<Record<string, string>>
}

/** What a deployment's topics are made for. */
export interface TopicNeeds {
  /** Begins their names. */
  readonly prefix: string
  /** Agencies whose systems send commands: each gets a topic of answers. */
  readonly agencies?: readonly AgencyId[] | undefined
  /** All five when not given. */
  readonly services?: readonly ServiceName[] | undefined
  /** Replicas that must have a message before it counts as written (default 1). */
  readonly minInsync?: number | undefined
  /** How long events, commands and answers are kept, in milliseconds (default 7 days); what is gone is read from the store. */
  readonly retentionMs?: number | undefined
}

const DAY_MS = 86_400_000
/** Long enough for somebody to come back from leave and look. */
const QUARANTINE_DAYS = 30

/** The topics that a deployment needs, and how each should be set. */
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
      // The broker's clock says when a message came: a writer's wrong clock neither ages nor rejuvenates it.
      'message.timestamp.type': 'LogAppendTime',
      'min.insync.replicas': String(minInsync),
      'unclean.leader.election.enable': 'false',
      ...more,
    },
  })
  return [
    ...services.map((service) => planned(eventTopic(prefix, service), 'events')),
    // Packed small and unpacked huge, a stranger's message could fill a service's memory.
    ...services.map((service) => planned(commandTopic(prefix, service), 'commands', { 'compression.type': 'uncompressed' })),
    ...services.map((service) =>
      planned(quarantineTopic(prefix, service), 'quarantine', { 'retention.ms': String(QUARANTINE_DAYS * DAY_MS) }),
    ),
    ...[...new Set(agencies)].map((agencyId) => planned(answerTopic(prefix, agencyId), 'answers')),
  ]
}
