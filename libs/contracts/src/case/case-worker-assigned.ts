import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Day, SECTORS, UserId } from '../fields.ts'

export const CaseWorkerAssigned = eventType({
  type: 'case.CaseWorkerAssigned',
  version: 1,
  kind: 'decision',
  meaning:
    'A user was assigned to the case in a role, from a day on. A user of another agency of the sector takes part in the case thereby.',
  // The assignment of users is internal to their agency.
  visibility: [],
  recordedBy: SECTORS,
  data: z.strictObject({
    userId: UserId,
    role: Code,
    begin: Day,
    end: Day.optional(),
    agencyId: AgencyId.optional().meta({
      description: 'another agency of the sector, whose user this is: no other user of it takes part',
    }),
  }),
  example: { userId: 'c.villanueva', role: 'case-worker', begin: '2026-11-25' },
})
