import { SERVICES, type ServiceName } from '@case-timeline/contracts'

/** The name of the embedded deployment, which is part of every event. */
export const DEPLOYMENT = 'embedded'

const NAMED_AGENCIES: Readonly<Partial<Record<ServiceName, string>>> = {
  investigation: 'ph-police',
  prosecution: 'ph-prosecution',
  adjudication: 'ph-rtc-manila',
  victimSupport: 'ph-social-welfare',
  auditTrail: 'ph-audit',
}

/** The agency of another country that records in the demo, as in AGENCY_JURISDICTIONS. */
export const AGENCY_ABROAD = 'th-police:TH'

/** The name of a service as in URLs and names of files: `victim-support`. */
export const kebabCase = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, (capital) => `-${capital}`).toLowerCase()

/**
 * The agency of each service in the embedded deployment; it also receives the handovers from other sectors. A service
 * that is not in NAMED_AGENCIES gets an agency with the name of its sector.
 */
export const AGENCIES = Object.fromEntries(
  SERVICES.map((service) => [service, NAMED_AGENCIES[service] ?? `ph-${kebabCase(service)}`]),
) as Readonly<Record<ServiceName, string>>
