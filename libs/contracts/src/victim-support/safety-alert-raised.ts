import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'
import { Severity } from './severity.ts'

export const SafetyAlertRaised = eventType({
  type: 'victimSupport.SafetyAlertRaised',
  version: 1,
  kind: 'report',
  meaning: 'A person is in danger; the alert states the severity, and no details of the incident.',
  visibility: ['prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({ personRef: PersonRef, severity: Severity }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', severity: 'high' },
})
