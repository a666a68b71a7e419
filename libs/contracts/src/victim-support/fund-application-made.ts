import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Code, Currency, Id, nonEmptyListOf, PersonRef } from '../fields.ts'
import { DamageHead } from '../prosecution/compensation-claim-filed.ts'

export const FundApplicationMade = eventType({
  type: 'victimSupport.FundApplicationMade',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A person applied to a fund of the state for compensation, which needs no trial, and in many countries no police.',
  // What a fund pays is held against a victim who testifies: only victim support receives it.
  visibility: [],
  chapter: 'orders',
  data: z.strictObject({
    applicationId: Id,
    personRef: PersonRef,
    fund: Code.meta({ description: 'the fund, such as `boardOfClaims`' }),
    heads: nonEmptyListOf(DamageHead, 8),
    amount: Amount.optional().meta({ description: 'absent: the law of the fund fixes the sum' }),
    currency: Currency.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'victim' }],
  introduces: ({ applicationId }) => [applicationId],
  foundationOf: 'stream',
  example: {
    applicationId: '5d6e7f80-91a2-4b3c-8d4e-5f60718293a4',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    fund: 'boardOfClaims',
    heads: ['medical', 'psychological'],
    amount: '10000',
    currency: 'PHP',
  },
})
