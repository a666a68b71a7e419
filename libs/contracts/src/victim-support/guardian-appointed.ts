import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

export const GuardianAppointed = eventType({
  type: 'victimSupport.GuardianAppointed',
  version: 1,
  kind: 'decision',
  meaning: 'An independent guardian was appointed for a person; a later appointment replaces an earlier one.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  data: z.strictObject({ personRef: PersonRef, guardianRef: PersonRef }),
  subjects: ({ personRef, guardianRef }) => [
    { personRef, capacity: 'presumedVictim' },
    { personRef: guardianRef, capacity: 'guardian' },
  ],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', guardianRef: 'e4c1b2d3-5f60-4b7c-9d8e-0f1a2b3c4d5e' },
})
