import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef } from '../fields.ts'

export const SafetyIncidentAcknowledged = eventType({
  type: 'victimSupport.SafetyIncidentAcknowledged',
  version: 1,
  kind: 'report',
  meaning: 'The person on duty at victim support acknowledged a safety incident and acts on the incident.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({ personRef: PersonRef, incidentId: Id.meta({ description: 'the event by which the incident was reported' }) }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', incidentId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e' },
})
