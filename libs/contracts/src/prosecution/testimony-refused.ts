import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

export const TestimonyRefused = eventType({
  type: 'prosecution.TestimonyRefused',
  version: 1,
  kind: 'report',
  meaning: 'A person said that they will not testify, or will not any more. Nothing that the person is entitled to depends on it.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  // What a person says to victim support stays there, unless the person consents that the prosecutor and the court learn of it.
  recordedBy: ['prosecution', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    reason: z
      .enum(['fear', 'health', 'privilege', 'distrust', 'doesNotWish'])
      .optional()
      .meta({ description: 'the reason that the person gave; absent: none, and none is asked for' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'witness' }],
  example: { personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', reason: 'fear' },
})
