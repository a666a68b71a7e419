import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { listOf, PersonRef, UserId } from '../fields.ts'

export const JudgeAssigned = eventType({
  type: 'adjudication.JudgeAssigned',
  version: 1,
  kind: 'decision',
  meaning: 'The bench that will hear the case was named. A migrated record may know that there was a bench, but not who sat on it.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  data: z.strictObject({
    judgeRefs: listOf(PersonRef, 15),
    bench: z.enum(['single', 'panel']),
    userIds: listOf(UserId, 15).optional().meta({ description: 'the accounts of those who sit: an exclusion may name an account alone' }),
  }),
  subjects: ({ judgeRefs }) => judgeRefs.map((personRef) => ({ personRef, capacity: 'judge' })),
  example: { judgeRefs: ['b7c1d2e3-0f4a-4b5c-8d6e-7f8091a2b3c4'], bench: 'single' },
})
