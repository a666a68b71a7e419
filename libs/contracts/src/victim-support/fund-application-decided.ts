import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Amount, Code, Currency, Day, Id, listOf, PersonRef } from '../fields.ts'

export const FundApplicationDecided = eventType({
  type: 'victimSupport.FundApplicationDecided',
  version: 1,
  kind: 'report',
  meaning: 'A fund of the state decided on an application for compensation, for the first time or on review.',
  visibility: [],
  chapter: 'orders',
  data: z.strictObject({
    applicationId: Id,
    personRef: PersonRef,
    fund: Code.optional().meta({ description: 'the fund, as the application names it: its law sets the time for the payment' }),
    outcome: z.enum(['granted', 'partlyGranted', 'refused']),
    amount: Amount.optional().meta({ description: 'what the fund granted; absent: it refused, or the sum is not known' }),
    currency: Currency.optional(),
    due: Day.optional().meta({ description: 'the last day for the payment, as the fund stated it' }),
    reasonCodes: listOf(Code, 20).meta({ description: 'the reasons that the fund gave, such as `outOfTime` or `notCooperating`' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'victim' }],
  example: {
    applicationId: '5d6e7f80-91a2-4b3c-8d4e-5f60718293a4',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    fund: 'boardOfClaims',
    outcome: 'partlyGranted',
    amount: '8000',
    currency: 'PHP',
    due: '2027-03-31',
    reasonCodes: ['receiptsMissing'],
  },
})
