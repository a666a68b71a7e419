import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Currency, Id, nonEmptyListOf } from '../fields.ts'

/** A length of time in the units that the court stated: eighteen months are not converted to days. */
const Term = z
  .strictObject({
    years: z.int().min(1).max(999).optional(),
    months: z.int().min(1).max(999).optional(),
    days: z.int().min(1).max(99_999).optional(),
  })
  .refine((term) => Object.keys(term).length > 0, 'state years, months or days')

export const SentenceComponent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['imprisonment', 'suspendedImprisonment', 'probation', 'communityService']), term: Term }),
  z.strictObject({
    kind: z.enum(['closure', 'exclusionFromPublicContracts', 'judicialSupervision']),
    term: Term.optional().meta({ description: 'absent: for good' }),
  }),
  z.strictObject({ kind: z.literal('fine'), amount: Amount, currency: Currency }),
  z.strictObject({ kind: z.enum(['lifeImprisonment', 'death', 'disqualification', 'deportation', 'licenceRevoked', 'dissolution']) }),
])

export const SentenceImposed = eventType({
  type: 'adjudication.SentenceImposed',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court sentenced the person whom it had found guilty of a charge.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  data: z.strictObject({
    chargeId: Id,
    components: nonEmptyListOf(SentenceComponent, 20),
    runs: z.enum(['concurrently', 'consecutively']).optional().meta({
      description:
        'concurrently: at the same time as the other sentences of the person; consecutively: after them; left out: the record does not say',
    }),
  }),
  example: {
    chargeId: '9c8b7a60-5f4e-4d3c-8b2a-190807060504',
    components: [
      { kind: 'imprisonment', term: { years: 20 } },
      { kind: 'fine', amount: '1000000', currency: 'PHP' },
    ],
  },
})
