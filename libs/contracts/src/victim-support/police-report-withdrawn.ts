import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, nonEmptyListOf, PersonRef } from '../fields.ts'

export const PoliceReportWithdrawn = eventType({
  type: 'victimSupport.PoliceReportWithdrawn',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A person no longer agrees that police are informed. Nothing further is shared; what police received remains recorded.',
  visibility: ['investigation'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({ personRef: PersonRef, reportIds: nonEmptyListOf(Id).meta({ description: 'the reports that were made before' }) }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', reportIds: ['3f6b2a1c-8d4e-4f70-9a5b-6c7d8e9f0a1b'] },
})
