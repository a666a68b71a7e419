import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, PersonRef } from '../fields.ts'

export const ComplaintLodged = eventType({
  type: 'victimSupport.ComplaintLodged',
  version: 1,
  kind: 'report',
  meaning: 'A person lodged a complaint about an agency.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({
    complaintId: Id,
    personRef: PersonRef,
    about: AgencyId,
    kind: z.enum(['abuse', 'blaming', 'coercion', 'delay', 'disclosure', 'discrimination', 'neglect', 'other']),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  introduces: ({ complaintId }) => [complaintId],
  example: {
    complaintId: '18293a4b-5c6d-41e2-b304-7f8091a2b3c4',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    about: 'ph-shelter-cebu',
    kind: 'neglect',
  },
})
