import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

export const MajorityReached = eventType({
  type: 'victimSupport.MajorityReached',
  version: 1,
  kind: 'report',
  meaning:
    'She has come of age: from now on she decides herself, and what her guardian agreed to covers nothing new until she agrees to it.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  // No day: it would be her birthday.
  data: z.strictObject({ personRef: PersonRef }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' },
})
