import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'
import { Severity } from './severity.ts'

export const SafetyIncidentReported = eventType({
  type: 'victimSupport.SafetyIncidentReported',
  version: 1,
  kind: 'report',
  meaning:
    'An incident threatened or harmed a person. Its details never leave victim support; other sectors learn only that the person is in danger. The person on duty is alerted until the incident is acknowledged.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    personRef: PersonRef,
    kind: z.enum(['approach', 'assault', 'disclosure', 'intimidation', 'pressureOnFamily', 'surveillance', 'threat', 'other']),
    severity: Severity,
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', kind: 'threat', severity: 'high' },
})
