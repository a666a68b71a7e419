import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, UserId } from '../fields.ts'

export const CaseWorkerUnassigned = eventType({
  type: 'case.CaseWorkerUnassigned',
  version: 1,
  kind: 'decision',
  meaning: 'A user no longer works on the case in a role.',
  // Who works on a case is his own agency’s affair.
  visibility: [],
  data: z.strictObject({ userId: UserId, role: Code, end: Day }),
  example: { userId: 'c.villanueva', role: 'case-worker', end: '2027-01-31' },
})
