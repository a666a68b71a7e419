import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf, nonEmptyListOf, PersonRef } from '../fields.ts'

export const PleaAgreementDecided = eventType({
  type: 'adjudication.PleaAgreementDecided',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'A court approved or rejected an agreement between the prosecutor and the defence about a plea.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    agreementId: Id,
    accusedRef: PersonRef,
    chargeIds: nonEmptyListOf(Id, 200),
    outcome: z.enum(['approved', 'rejected']),
    grounds: listOf(z.enum(['notVoluntary', 'withoutCounsel', 'noFactualBasis', 'victimNotHeard', 'tooLenient', 'notAllowed', 'other']), 7)
      .optional()
      .meta({ description: 'why it was rejected' }),
  }),
  subjects: ({ accusedRef }) => [{ personRef: accusedRef, capacity: 'accused' }],
  example: {
    agreementId: '7d3e5f90-2b4c-4d6e-9f80-a1b2c3d4e5f6',
    accusedRef: '3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f',
    chargeIds: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'],
    outcome: 'approved',
  },
})
