import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, PersonRef } from '../fields.ts'

export const ReferralAnswered = eventType({
  type: 'victimSupport.ReferralAnswered',
  version: 1,
  kind: 'report',
  meaning: 'The organisation accepted, rejected or carried out a referral, or the referral was revoked.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({
    referralId: Id,
    personRef: PersonRef,
    outcome: z.enum(['accepted', 'rejected', 'done', 'revoked']),
    reasonCode: Code.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    referralId: 'f0e1d2c3-b4a5-4968-8776-655443322110',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    outcome: 'accepted',
  },
})
