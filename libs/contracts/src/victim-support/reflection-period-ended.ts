import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, PersonRef } from '../fields.ts'

export const ReflectionPeriodEnded = eventType({
  type: 'victimSupport.ReflectionPeriodEnded',
  version: 1,
  kind: 'report',
  meaning: 'The reflection period of a person ended.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'victims',
  data: z.strictObject({ personRef: PersonRef, reasonCode: Code }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', reasonCode: 'elapsed' },
})
