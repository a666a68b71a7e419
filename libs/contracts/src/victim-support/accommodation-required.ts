import { z } from 'zod'
import { Accommodation } from '../accommodation.ts'
import { eventType } from '../event-type.ts'
import { Id, PersonRef } from '../fields.ts'

export const AccommodationRequired = eventType({
  type: 'victimSupport.AccommodationRequired',
  version: 1,
  kind: 'report',
  meaning: 'A person requires an accommodation for an interview or a hearing; the reason for the need is never recorded.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'victims',
  data: z.strictObject({ accommodationId: Id, personRef: PersonRef, kind: Accommodation }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    accommodationId: 'c3d4e5f6-0718-4c9d-8ebf-2a3b4c5d6e7f',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    kind: 'interpreter',
  },
})
