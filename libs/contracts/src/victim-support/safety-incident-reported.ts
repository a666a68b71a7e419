import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'
import { Severity } from './severity.ts'

export const SafetyIncidentReported = eventType({
  type: 'victimSupport.SafetyIncidentReported',
  version: 1,
  kind: 'report',
  meaning:
    'Something threatened or harmed her. What it was leaves victim support never; that she is in danger does. It calls whoever is on duty, until the incident is acknowledged.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    kind: z.enum(['approach', 'assault', 'disclosure', 'intimidation', 'pressureOnFamily', 'surveillance', 'threat', 'other']),
    severity: Severity,
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', kind: 'threat', severity: 'high' },
})
