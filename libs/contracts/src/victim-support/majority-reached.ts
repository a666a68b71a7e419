import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

export const MajorityReached = eventType({
  type: 'victimSupport.MajorityReached',
  version: 1,
  kind: 'report',
  meaning:
    'A person has come of age and decides alone from now on. Consents of the guardian cover no new sharing until the person confirms them.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  // The event does not state the day: that would reveal the person's birthday.
  chapter: 'victims',
  data: z.strictObject({ personRef: PersonRef }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' },
})
