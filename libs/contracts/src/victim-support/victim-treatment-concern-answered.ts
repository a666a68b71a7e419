import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef } from '../fields.ts'

export const VictimTreatmentConcernAnswered = eventType({
  type: 'victimSupport.VictimTreatmentConcernAnswered',
  version: 1,
  kind: 'report',
  meaning: 'A concern about how a person was treated was answered.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'victims',
  data: z.strictObject({ concernId: Id, personRef: PersonRef, outcome: z.enum(['upheld', 'partlyUpheld', 'notUpheld', 'noAnswer']) }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { concernId: '0718293a-4b5c-40d1-a2f3-6e7f8091a2b3', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', outcome: 'upheld' },
})
