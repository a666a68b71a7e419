import type { ServiceName } from '@case-timeline/contracts'

const EVERYWHERE = ['/cases', '/cases/{caseId}', '/deadlines']

/** The lists whose answers are described by the schema that their rows have, and by an example. */
export const LISTS: Readonly<Record<ServiceName, readonly string[]>> = {
  investigation: [
    ...EVERYWHERE,
    '/custody',
    '/evidence-register',
    '/cooperation-requests',
    '/cooperation-requests/response-times',
    '/linked-traces',
  ],
  prosecution: [...EVERYWHERE, '/charges', '/mla-requests'],
  adjudication: [...EVERYWHERE, '/docket', '/hearings', '/orders'],
  victimSupport: [...EVERYWHERE, '/caseload', '/consents', '/referrals', '/compensation'],
  auditTrail: [],
}
