import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef } from '../fields.ts'

export const SupportPlanReviewed = eventType({
  type: 'victimSupport.SupportPlanReviewed',
  version: 1,
  kind: 'report',
  meaning: 'A support plan was reviewed together with the person.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({ planId: Id, personRef: PersonRef, outcome: z.enum(['continued', 'changed', 'completed', 'ended']) }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { planId: 'd4e5f607-1829-4dae-9fc0-3b4c5d6e7f80', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', outcome: 'continued' },
})
