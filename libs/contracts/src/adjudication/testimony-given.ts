import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef, listOf } from '../fields.ts'
import { ProtectionMeasure } from './protection-measure.ts'

export const TestimonyGiven = eventType({
  type: 'adjudication.TestimonyGiven',
  version: 1,
  kind: 'report',
  meaning: 'A person testified; the record states the mode, and the protection measures that were in force.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    personRef: PersonRef,
    mode: z.enum(['inPerson', 'videoLink', 'preRecorded', 'written']),
    measuresInForce: listOf(ProtectionMeasure, 10),
    supportPerson: z.boolean(),
    hearingId: Id.optional().meta({ description: 'the hearing at which the person testified' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'witness' }],
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    mode: 'videoLink',
    measuresInForce: ['videoLink', 'pseudonym'],
    supportPerson: true,
  },
})
