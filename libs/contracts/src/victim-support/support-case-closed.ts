import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

export const SupportCaseClosed = eventType({
  type: 'victimSupport.SupportCaseClosed',
  version: 1,
  kind: 'decision',
  meaning: 'The support of a person ended.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'progress',
  data: z.strictObject({ personRef: PersonRef, reason: z.enum(['completed', 'byChoice', 'referredOn', 'lostContact']) }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', reason: 'completed' },
})
