import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, OccurredAt, PersonRef } from '../fields.ts'

export const TraffickingEpisodeRecorded = eventType({
  type: 'investigation.TraffickingEpisodeRecorded',
  version: 1,
  kind: 'report',
  meaning: 'The place and time at which a person was recruited, in transit or exploited were recorded (HTCDS historic trafficking event).',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({
    personRef: PersonRef,
    kind: z.enum(['recruitment', 'transit', 'exploitation']),
    placeCode: Code.meta({ description: 'code of the place, such as ISO 3166-2' }),
    from: OccurredAt.optional(),
    until: OccurredAt.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    kind: 'exploitation',
    placeCode: 'MM-13',
    from: '2025-08',
    until: '2026-02-17',
  },
})
