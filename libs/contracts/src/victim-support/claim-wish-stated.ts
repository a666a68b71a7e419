import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { listOf, PersonRef } from '../fields.ts'

export const ClaimWishStated = eventType({
  type: 'victimSupport.ClaimWishStated',
  version: 1,
  kind: 'report',
  meaning:
    'A person stated whether they wish to claim compensation. Support does not depend on it, and the person may state another wish at any time.',
  // Stays in victim support, unless the person consents that the prosecutor and the court learn of it.
  visibility: ['prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  chapter: 'statements',
  data: z.strictObject({
    personRef: PersonRef,
    wish: z.enum(['toClaim', 'notToClaim', 'undecided']),
    from: listOf(z.enum(['offender', 'stateFund']), 2)
      .optional()
      .meta({ description: 'of whom the person speaks; absent: of any' }),
    statedBy: z.enum(['self', 'guardian']),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', wish: 'toClaim', from: ['stateFund'], statedBy: 'self' },
})
