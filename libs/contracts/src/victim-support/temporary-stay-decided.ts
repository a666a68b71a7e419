import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, PersonRef } from '../fields.ts'

export const TemporaryStayDecided = eventType({
  type: 'victimSupport.TemporaryStayDecided',
  version: 1,
  kind: 'report',
  meaning: 'The authorities decided whether a person may stay in the country temporarily.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'victims',
  data: z.strictObject({ personRef: PersonRef, granted: z.boolean(), until: Day.optional() }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', granted: true, until: '2027-05-31' },
})
