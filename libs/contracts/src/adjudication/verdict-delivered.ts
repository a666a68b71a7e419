import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf, PersonRef } from '../fields.ts'
import { OtherOffence } from './other-offence.ts'

export const VerdictDelivered = eventType({
  type: 'adjudication.VerdictDelivered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court delivered the verdict on one charge, and stated which elements of trafficking it found proved.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  data: z.strictObject({
    chargeId: Id,
    accusedRef: PersonRef,
    verdict: z.enum(['guilty', 'notGuilty', 'dismissed']),
    elementsFound: listOf(z.enum(['act', 'means', 'purpose']), 3),
    otherOffence: OtherOffence.optional().meta({
      description: 'the offence of which the court found the accused guilty instead of the one charged',
    }),
  }),
  subjects: ({ accusedRef }) => [{ personRef: accusedRef, capacity: 'accused' }],
  example: {
    chargeId: '9c8b7a60-5f4e-4d3c-8b2a-190807060504',
    accusedRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    verdict: 'guilty',
    elementsFound: ['act', 'purpose'],
  },
})
