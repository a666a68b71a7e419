/** The services of the system, each under its name. The only other list of services is SERVICES in the contracts. */
export { adjudication } from '@case-timeline/adjudication'
export { auditTrail } from '@case-timeline/audit-trail'
export { investigation } from '@case-timeline/investigation'
export { prosecution } from '@case-timeline/prosecution'
export { victimSupport } from '@case-timeline/victim-support'
