import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { listOf, PersonRef, UserId } from '../fields.ts'
import { PartId } from './court-part.ts'

export const JudgeAssigned = eventType({
  type: 'adjudication.JudgeAssigned',
  version: 1,
  kind: 'decision',
  meaning: 'The judges who will hear the case were assigned. A migrated record may state the kind of bench without its judges.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  data: z.strictObject({
    judgeRefs: listOf(PersonRef, 15),
    bench: z.enum(['single', 'panel']),
    userIds: listOf(UserId, 15)
      .optional()
      .meta({ description: 'the user accounts of the judges, because an exclusion from access may name only an account' }),
    partId: PartId,
  }),
  subjects: ({ judgeRefs }) => judgeRefs.map((personRef) => ({ personRef, capacity: 'judge' })),
  example: { judgeRefs: ['b7c1d2e3-0f4a-4b5c-8d6e-7f8091a2b3c4'], bench: 'single' },
})
