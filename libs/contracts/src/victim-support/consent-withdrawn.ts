import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, PersonRef, someOf } from '../fields.ts'
import { DataCategory, SharingPurpose } from './sharing.ts'

/** `all`, or what is taken back of the consent: whatever is listed under any heading is shared no more. */
export const WithdrawalScope = z.union([
  z.literal('all'),
  z
    .strictObject({
      purposes: someOf(SharingPurpose, 20).optional(),
      recipients: someOf(AgencyId).optional(),
      dataCategories: someOf(DataCategory, 20).optional(),
    })
    .refine((scope) => Object.keys(scope).length > 0, 'say what is withdrawn, or "all"'),
])
export type WithdrawalScope = z.infer<typeof WithdrawalScope>

export const ConsentWithdrawn = eventType({
  type: 'victimSupport.ConsentWithdrawn',
  version: 1,
  kind: 'decision',
  meaning: 'A consent was taken back, wholly or in part: sharing stops at once, what was shared before stays history.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  data: z.strictObject({ consentId: Id, personRef: PersonRef, scope: WithdrawalScope }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    consentId: 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    scope: 'all',
  },
})
