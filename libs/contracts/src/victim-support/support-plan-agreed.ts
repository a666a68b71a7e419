import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, Id, PersonRef, listOf, nonEmptyListOf } from '../fields.ts'
import { SupportPlanType } from './support-plan-type.ts'

export const SupportPlanAgreed = eventType({
  type: 'victimSupport.SupportPlanAgreed',
  version: 1,
  kind: 'report',
  meaning: 'A support plan was agreed, with the kinds of support, the objectives and the planned end.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    planId: Id,
    personRef: PersonRef,
    agreedBy: z.enum(['self', 'guardian', 'nobody']),
    types: nonEmptyListOf(SupportPlanType, 9),
    objectives: listOf(Code, 50),
    plannedEnd: Day.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  introduces: ({ planId }) => [planId],
  example: {
    planId: 'd4e5f607-1829-4dae-9fc0-3b4c5d6e7f80',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    agreedBy: 'self',
    types: ['Health', 'Livelihood'],
    objectives: ['stableIncome'],
    plannedEnd: '2027-11-30',
  },
})
