import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, Jurisdiction, PersonRef, Reference, nonEmptyListOf } from '../fields.ts'

export const RepatriationAgreed = eventType({
  type: 'victimSupport.RepatriationAgreed',
  version: 1,
  kind: 'decision',
  meaning: 'The return of a person to a country was agreed, voluntarily or by a lawful order.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    toParty: Jurisdiction,
    voluntary: z.boolean(),
    order: z
      .strictObject({ reference: Reference, reasonCodes: nonEmptyListOf(Code, 20) })
      .optional()
      .meta({ description: 'the lawful order, if the return is not voluntary' }),
    safetyAssessmentId: Id.meta({ description: 'the event that records the risk assessment' }),
    receivingOrg: AgencyId,
    bestInterestsRef: Reference.optional().meta({ description: 'the determination of a child’s best interests' }),
    wishesToGoNow: z
      .boolean()
      .meta({ description: 'the person wants to leave although the testimony or the reflection period is pending' }),
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
