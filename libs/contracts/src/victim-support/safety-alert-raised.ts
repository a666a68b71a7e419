import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'
import { Severity } from './severity.ts'

export const SafetyAlertRaised = eventType({
  type: 'victimSupport.SafetyAlertRaised',
  version: 1,
  kind: 'report',
  meaning: 'She is in danger, and how great it is: nothing of what happened.',
  visibility: ['prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  data: z.strictObject({ personRef: PersonRef, severity: Severity }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', severity: 'high' },
})
