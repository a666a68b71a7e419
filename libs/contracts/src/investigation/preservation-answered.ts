import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const PreservationAnswered = eventType({
  type: 'investigation.PreservationAnswered',
  version: 1,
  kind: 'report',
  meaning: 'A platform answered a preservation request.',
  visibility: ['prosecution'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({ requestId: Id, outcome: z.enum(['preserved', 'partlyPreserved', 'nothingHeld', 'refused', 'alreadyDeleted']) }),
  example: { requestId: 'b6d1e2f3-0a1b-4c2d-8e3f-4a5b6c7d8e90', outcome: 'preserved' },
})
