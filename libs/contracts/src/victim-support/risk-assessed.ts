import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, PersonRef } from '../fields.ts'

export const RiskAssessed = eventType({
  type: 'victimSupport.RiskAssessed',
  version: 1,
  kind: 'report',
  meaning: 'How great a danger she is in, and by when to look again. What the danger is made of is not recorded in the clear.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  data: z.strictObject({ personRef: PersonRef, level: z.enum(['low', 'medium', 'high', 'extreme']), reviewBy: Day }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', level: 'high', reviewBy: '2026-12-15' },
})
