import type { ServiceName } from '@case-timeline/contracts'

const kebab = (service: ServiceName): string => service.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The topic of everything that one service may receive. */
export const eventTopic = (prefix: string, service: ServiceName): string => `${prefix}case-events.${kebab(service)}`

/** The group in which the replicas of one consumer share its partitions. */
export const groupOf = (prefix: string, deployment: string, consumer: string): string => `${prefix}${deployment}.${consumer}`
