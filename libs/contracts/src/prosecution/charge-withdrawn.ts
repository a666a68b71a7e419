import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Reference } from '../fields.ts'

export const ChargeWithdrawn = eventType({
  type: 'prosecution.ChargeWithdrawn',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor withdrew a charge.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    chargeId: Id,
    reasonCode: z.enum(['insufficientEvidence', 'nonPunishment', 'noPublicInterest', 'accusedDeceased', 'replaced', 'transferredAbroad']),
    leaveRef: Reference.optional().meta({ description: 'leave of the court, required once the charge is filed' }),
  }),
  example: { chargeId: 'c4a26e10-0f1e-4d2c-8b3a-495867768594', reasonCode: 'nonPunishment' },
})
