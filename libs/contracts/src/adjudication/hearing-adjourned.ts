import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id } from '../fields.ts'

export const HearingAdjourned = eventType({
  type: 'adjudication.HearingAdjourned',
  version: 1,
  kind: 'report',
  meaning: 'A hearing was adjourned, with the reason and who caused the adjournment. Adjournments count as delay.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    hearingId: Id,
    reasonCode: Code,
    causedBy: z.enum(['court', 'prosecution', 'defence', 'victim', 'witness', 'interpreter', 'other']),
  }),
  example: { hearingId: '0d9e8f70-6a5b-4c3d-9e2f-1a0b2c3d4e5f', reasonCode: 'interpreterMissing', causedBy: 'court' },
})
