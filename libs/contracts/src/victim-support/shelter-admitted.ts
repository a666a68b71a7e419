import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef } from '../fields.ts'

export const ShelterAdmitted = eventType({
  type: 'victimSupport.ShelterAdmitted',
  version: 1,
  kind: 'report',
  meaning: 'A person was admitted to a shelter. Its location never leaves victim support.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({ personRef: PersonRef, facilityRef: Id, voluntary: z.boolean() }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', facilityRef: 'e5f60718-293a-4ebf-80d1-4c5d6e7f8091', voluntary: true },
})
