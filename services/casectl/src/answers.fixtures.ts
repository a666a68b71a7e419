import type { ServiceName } from '@case-timeline/contracts'

/** The lists whose answers are described by the schema that their rows have, and by an example. */
export const LISTS: Readonly<Record<ServiceName, readonly string[]>> = {
  investigation: [],
  prosecution: ['/charges', '/mla-requests'],
  adjudication: [],
  victimSupport: [],
  auditTrail: [],
}
