import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, SECTORS, UserId } from '../fields.ts'

export const CaseWorkerUnassigned = eventType({
  type: 'case.CaseWorkerUnassigned',
  version: 1,
  kind: 'decision',
  meaning: 'A user’s assignment to the case in a role ended.',
  // The assignment of users is internal to their agency.
  visibility: [],
  recordedBy: SECTORS,
  data: z.strictObject({ userId: UserId, role: Code, end: Day }),
  example: { userId: 'c.villanueva', role: 'case-worker', end: '2027-01-31' },
})
