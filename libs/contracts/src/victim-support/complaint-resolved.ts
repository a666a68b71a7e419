import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef } from '../fields.ts'

export const ComplaintResolved = eventType({
  type: 'victimSupport.ComplaintResolved',
  version: 1,
  kind: 'report',
  meaning: 'A complaint was resolved.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({ complaintId: Id, personRef: PersonRef, outcome: z.enum(['upheld', 'partlyUpheld', 'notUpheld', 'withdrawn']) }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    complaintId: '18293a4b-5c6d-41e2-b304-7f8091a2b3c4',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    outcome: 'partlyUpheld',
  },
})
