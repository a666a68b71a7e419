import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Currency, Id } from '../fields.ts'

export const CompensationPaid = eventType({
  type: 'adjudication.CompensationPaid',
  version: 1,
  kind: 'report',
  meaning: 'Ordered compensation was paid, in part or in full.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'orders',
  data: z.strictObject({ orderId: Id, paymentId: Id, amount: Amount, currency: Currency }),
  example: {
    orderId: '17263544-5362-4718-8a9b-acbdcedfe0f1',
    paymentId: '4a596877-8695-4a4b-9dce-dfe0f1021324',
    amount: '100000',
    currency: 'PHP',
  },
})
