import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, PersonRef } from '../fields.ts'

export const VictimTreatmentConcernRaised = eventType({
  type: 'victimSupport.VictimTreatmentConcernRaised',
  version: 1,
  kind: 'report',
  meaning: 'A concern was raised that an agency blamed, exposed, pressured or discriminated against a person.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'victims',
  data: z.strictObject({
    concernId: Id,
    personRef: PersonRef,
    byRole: Code,
    about: AgencyId,
    kind: z.enum(['blaming', 'disclosure', 'coercion', 'discrimination']),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  introduces: ({ concernId }) => [concernId],
  example: {
    concernId: '0718293a-4b5c-40d1-a2f3-6e7f8091a2b3',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    byRole: 'case-worker',
    about: 'ph-police',
    kind: 'blaming',
  },
})
