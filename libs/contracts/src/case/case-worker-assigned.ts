import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, SECTORS, UserId } from '../fields.ts'

export const CaseWorkerAssigned = eventType({
  type: 'case.CaseWorkerAssigned',
  version: 1,
  kind: 'decision',
  meaning: 'A user was assigned to the case in a role, from a day on.',
  // The assignment of users is internal to their agency.
  visibility: [],
  recordedBy: SECTORS,
  data: z.strictObject({ userId: UserId, role: Code, begin: Day, end: Day.optional() }),
  example: { userId: 'c.villanueva', role: 'case-worker', begin: '2026-11-25' },
})
