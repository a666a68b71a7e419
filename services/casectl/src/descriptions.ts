import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { ServiceDescription } from '@case-timeline/service-kit'
import * as services from './services.ts'

/** The description of each service. The compiler refuses a service without one. */
export const DESCRIPTION_OF: Readonly<Record<ServiceName, ServiceDescription>> = services

/** The descriptions of all services, in the order of SERVICES. */
export const DESCRIPTIONS: readonly ServiceDescription[] = SERVICES.map((service) => DESCRIPTION_OF[service])
