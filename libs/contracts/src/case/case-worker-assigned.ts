import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, UserId } from '../fields.ts'

export const CaseWorkerAssigned = eventType({
  type: 'case.CaseWorkerAssigned',
  version: 1,
  kind: 'decision',
  meaning: 'A user works on the case in a role, from a day on.',
  // Who works on a case is his own agency’s affair.
  visibility: [],
  data: z.strictObject({ userId: UserId, role: Code, begin: Day, end: Day.optional() }),
  example: { userId: 'c.villanueva', role: 'case-worker', begin: '2026-11-25' },
})
