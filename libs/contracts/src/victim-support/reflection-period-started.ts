import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, PersonRef } from '../fields.ts'

export const ReflectionPeriodStarted = eventType({
  type: 'victimSupport.ReflectionPeriodStarted',
  version: 1,
  kind: 'report',
  meaning: 'A person was granted a reflection period: time to recover and to decide without pressure.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'victims',
  data: z.strictObject({ personRef: PersonRef, days: z.int().min(1).max(3_650), endsAt: Day }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', days: 30, endsAt: '2026-12-25' },
})
