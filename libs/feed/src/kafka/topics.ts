import type { AgencyId, ServiceName } from '@case-timeline/contracts'

const kebab = (service: ServiceName): string => service.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The topic of everything that one service may receive. */
export const eventTopic = (prefix: string, service: ServiceName): string => `${prefix}case-events.${kebab(service)}`

/** Where agencies put commands for one service. */
export const commandTopic = (prefix: string, service: ServiceName): string => `${prefix}case-commands.${kebab(service)}`

/** The topic of everything that one agency's commands were answered with. */
export const answerTopic = (prefix: string, agencyId: AgencyId): string => `${prefix}case-answers.${agencyId}`

/** What one service could not take for a command. */
export const quarantineTopic = (prefix: string, service: ServiceName): string => `${prefix}case-quarantine.${kebab(service)}`

/** The group in which the replicas of one consumer share its partitions. */
export const groupOf = (prefix: string, deployment: string, consumer: string): string => `${prefix}${deployment}.${consumer}`
