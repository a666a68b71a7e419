import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, PersonRef, nonEmptyListOf } from '../fields.ts'
import { DataCategory, SharingPurpose } from './sharing.ts'

/**
 * `all`, or the withdrawn part of the consent: every purpose, recipient or data category listed is no longer covered.
 */
export const WithdrawalScope = z.union([
  z.literal('all'),
  z
    .strictObject({
      purposes: nonEmptyListOf(SharingPurpose, 20).optional(),
      recipients: nonEmptyListOf(AgencyId).optional(),
      dataCategories: nonEmptyListOf(DataCategory, 20).optional(),
    })
    .refine((scope) => Object.keys(scope).length > 0, 'state what is withdrawn, or "all"'),
])
export type WithdrawalScope = z.infer<typeof WithdrawalScope>

export const ConsentWithdrawn = eventType({
  type: 'victimSupport.ConsentWithdrawn',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A consent was withdrawn, wholly or in part. Sharing stops at once; the record of earlier sharing is kept.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  data: z.strictObject({ consentId: Id, personRef: PersonRef, scope: WithdrawalScope }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    consentId: 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    scope: 'all',
  },
})
