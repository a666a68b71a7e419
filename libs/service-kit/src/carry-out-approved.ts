import { carryOut } from '@case-timeline/commands'
import type { ServiceName } from '@case-timeline/contracts'
import { eachApart } from './each-apart.ts'
import type { ScheduledJob } from './scheduled-jobs.ts'

const MAX_REQUESTS_PER_RUN = 200

/**
 * Carries out approved commands whose process ended between the approval and the decision. A command that is being
 * decided at the same time is recorded once: its id is the same.
 */
export const carryOutApproved = (service: ServiceName): ScheduledJob => ({
  name: 'approvals',
  everySeconds: 10,
  isDue: `exists (select from approvals_v1 where state = 'approved')`,
  run: async ({ context, db, aggregates, signal }) => {
    const approved: { readonly caseId: string; readonly requestId: string }[] = await db.query(
      `select case_id as "caseId", request_id as "requestId" from approvals_v1 where state = 'approved' order by since limit $1`,
      [MAX_REQUESTS_PER_RUN],
    )
    await eachApart(approved, signal, ({ caseId, requestId }) => carryOut(context, aggregates, { service, id: caseId, requestId }))
  },
})
