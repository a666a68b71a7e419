import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Currency, Day, Id, PersonRef } from '../fields.ts'

export const CompensationOrdered = eventType({
  type: 'adjudication.CompensationOrdered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court ordered that a victim be compensated, with the amount, the payer and the due date.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'orders',
  data: z.strictObject({
    orderId: Id,
    personRef: PersonRef,
    amount: Amount,
    currency: Currency,
    payer: z.enum(['offender', 'confiscated', 'stateFund']),
    due: Day,
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'victim' }],
  introduces: ({ orderId }) => [orderId],
  example: {
    orderId: '17263544-5362-4718-8a9b-acbdcedfe0f1',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    amount: '250000',
    currency: 'PHP',
    payer: 'offender',
    due: '2027-03-31',
  },
})
