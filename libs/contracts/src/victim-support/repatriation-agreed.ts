import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, Jurisdiction, PersonRef, Reference, someOf } from '../fields.ts'

export const RepatriationAgreed = eventType({
  type: 'victimSupport.RepatriationAgreed',
  version: 1,
  kind: 'decision',
  meaning: 'It was agreed that she returns to a country, of her own will or by a lawful order.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    toParty: Jurisdiction,
    voluntary: z.boolean(),
    order: z
      .strictObject({ reference: Reference, reasonCodes: someOf(Code, 20) })
      .optional()
      .meta({ description: 'the lawful order, where she does not go of her own will' }),
    safetyAssessmentId: Id.meta({ description: 'the event by which her risk was assessed' }),
    receivingOrg: AgencyId,
    bestInterestsRef: Reference.optional().meta({ description: 'the determination of a child’s best interests' }),
    wishesToGoNow: z.boolean().meta({ description: 'she wants to go although her testimony or her reflection is pending' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    toParty: 'MM',
    voluntary: true,
    safetyAssessmentId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    receivingOrg: 'mm-social-welfare',
    wishesToGoNow: false,
  },
})
