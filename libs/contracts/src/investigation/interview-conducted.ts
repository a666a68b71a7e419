import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

export const InterviewConducted = eventType({
  type: 'investigation.InterviewConducted',
  version: 1,
  kind: 'report',
  meaning: 'Police interviewed a person; the statement itself is stored outside this system.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({
    personRef: PersonRef,
    capacity: z.enum(['victim', 'witness', 'suspect']),
    recorded: z.enum(['video', 'audio', 'written', 'no']),
    supportPerson: z.boolean(),
    interpreterRef: PersonRef.optional(),
    interviewerGenderMatched: z.boolean().optional().meta({ description: 'absent: the person was not asked for a preference' }),
    sequenceNo: z.int().min(1).max(100).meta({
      description:
        'number of this interview in the sequence of the person’s interviews, from 1; it is recorded because each additional interview is a burden',
    }),
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
