import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Currency, Id, PersonRef, nonEmptyListOf } from '../fields.ts'

/** The heads of damage: the kinds of loss for which compensation is claimed. */
export const DamageHead = z.enum([
  'unpaidWages',
  'medical',
  'psychological',
  'lostEarnings',
  'moral',
  'debtImposed',
  'travel',
  'legalCosts',
])

export const CompensationClaimFiled = eventType({
  type: 'prosecution.CompensationClaimFiled',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A victim, or somebody on behalf of a victim, claimed compensation in the criminal case.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  // Through the prosecutor, at the registry of the court, or with the help of victim support: one claim, wherever it was filed.
  recordedBy: ['prosecution', 'adjudication', 'victimSupport'],
  chapter: 'orders',
  data: z.strictObject({ claimId: Id, personRef: PersonRef, heads: nonEmptyListOf(DamageHead, 8), amount: Amount, currency: Currency }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'victim' }],
  introduces: ({ claimId }) => [claimId],
  example: {
    claimId: '3a4b5c6d-7e8f-4091-82b3-c4d5e6f70819',
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    heads: ['unpaidWages', 'psychological'],
    amount: '250000.00',
    currency: 'PHP',
  },
})
