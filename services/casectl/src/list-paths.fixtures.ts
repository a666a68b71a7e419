import type { ServiceName } from '@case-timeline/contracts'

const COMMON_PATHS = ['/cases', '/cases/{caseId}', '/deadlines']

/** The queries whose responses must match the schema and example in the OpenAPI document. */
export const LIST_PATHS: Readonly<Record<ServiceName, readonly string[]>> = {
  investigation: [
    ...COMMON_PATHS,
    '/custody',
    '/evidence-register',
    '/cooperation-requests',
    '/cooperation-requests/response-times',
    '/linked-traces',
  ],
  prosecution: [...COMMON_PATHS, '/charges', '/mla-requests'],
  adjudication: [...COMMON_PATHS, '/docket', '/hearings', '/orders'],
  victimSupport: [...COMMON_PATHS, '/caseload', '/consents', '/referrals', '/compensation', '/triage'],
  auditTrail: [],
}
