import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

export const InterviewConducted = eventType({
  type: 'investigation.InterviewConducted',
  version: 1,
  kind: 'report',
  meaning: 'Police interviewed a person; what was said is kept elsewhere.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    capacity: z.enum(['victim', 'witness', 'suspect']),
    recorded: z.enum(['video', 'audio', 'written', 'no']),
    supportPerson: z.boolean(),
    interpreterRef: PersonRef.optional(),
    interviewerGenderMatched: z.boolean().optional().meta({ description: 'absent: she was not asked' }),
    sequenceNo: z.int().min(1).max(100).meta({ description: 'the how manieth interview of this person: each one more is a burden' }),
  }),
  subjects: ({ personRef, capacity, interpreterRef }) => [
    { personRef, capacity: capacity === 'victim' ? 'presumedVictim' : capacity },
    ...(interpreterRef === undefined ? [] : [{ personRef: interpreterRef, capacity: 'interpreter' as const }]),
  ],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    capacity: 'victim',
    recorded: 'video',
    supportPerson: true,
    interpreterRef: '0b7de1c4-52a5-4f0b-8f39-6f0a8a1b2c3d',
    interviewerGenderMatched: true,
    sequenceNo: 1,
  },
})
