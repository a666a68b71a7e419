import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, Id, PersonRef } from '../fields.ts'

export const RestrictiveMeasureReviewed = eventType({
  type: 'victimSupport.RestrictiveMeasureReviewed',
  version: 1,
  kind: 'report',
  meaning: 'A restriction of a person’s freedom was reviewed.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    measureId: Id,
    personRef: PersonRef,
    outcome: z.enum(['continued', 'eased', 'lifted']),
    reviewBy: Day.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { measureId: 'f6071829-3a4b-4fc0-91e2-5d6e7f8091a2', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', outcome: 'lifted' },
})
