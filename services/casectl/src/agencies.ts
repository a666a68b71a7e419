import type { ServiceName } from '@case-timeline/contracts'

/** Its name, part of every event. */
export const DEPLOYMENT = 'embedded'

/** The agencies of the embedded deployment: who works in each service, and receives what other sectors hand over. */
export const AGENCIES: Readonly<Record<ServiceName, string>> = {
  investigation: 'ph-police',
  prosecution: 'ph-prosecution',
  adjudication: 'ph-rtc-manila',
  victimSupport: 'ph-social-welfare',
  auditTrail: 'ph-audit',
}
