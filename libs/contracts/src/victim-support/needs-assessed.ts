import { z } from 'zod'
import { Accommodation } from '../accommodation.ts'
import { eventType } from '../event-type.ts'
import { PersonRef, listOf } from '../fields.ts'

export const NeedsAssessed = eventType({
  type: 'victimSupport.NeedsAssessed',
  version: 1,
  kind: 'report',
  meaning: 'What she needs was talked over with her. Who she is (gender, disability, ethnicity, dependants) is not recorded in the clear.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({ personRef: PersonRef, voluntary: z.boolean(), accommodations: listOf(Accommodation, 20) }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', voluntary: true, accommodations: ['interpreter', 'breaks'] },
})
