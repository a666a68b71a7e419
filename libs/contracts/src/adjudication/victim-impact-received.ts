import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef } from '../fields.ts'

export const VictimImpactReceived = eventType({
  type: 'adjudication.VictimImpactReceived',
  version: 1,
  kind: 'report',
  meaning: 'The court received a victim’s statement about the harm that the victim suffered.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    form: z.enum(['written', 'oral', 'videoRecorded', 'throughRepresentative']),
    hearingId: Id.optional().meta({ description: 'the hearing at which the statement was received' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'victim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', form: 'written' },
})
