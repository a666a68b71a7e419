import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Currency, Id, PersonRef } from '../fields.ts'

export const FundPaymentMade = eventType({
  type: 'victimSupport.FundPaymentMade',
  version: 1,
  kind: 'report',
  meaning: 'A fund of the state paid compensation to a person, in part or in full.',
  visibility: [],
  chapter: 'orders',
  data: z.strictObject({ applicationId: Id, personRef: PersonRef, paymentId: Id, amount: Amount, currency: Currency }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'victim' }],
  example: {
    applicationId: '5d6e7f80-91a2-4b3c-8d4e-5f60718293a4',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    paymentId: '6e7f8091-a2b3-4c4d-8e5f-60718293a4b5',
    amount: '8000',
    currency: 'PHP',
  },
})
