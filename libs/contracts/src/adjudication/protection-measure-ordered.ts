import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, PersonRef } from '../fields.ts'
import { protectedPerson, protectedPersonShown, ProtectedAs, ProtectionMeasure } from './protection-measure.ts'

export const ProtectionMeasureOrdered = eventType({
  type: 'adjudication.ProtectionMeasureOrdered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court granted or refused a measure that protects a person who testifies, or somebody close to that person.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'orders',
  data: z.strictObject({
    personRef: PersonRef,
    measure: ProtectionMeasure,
    granted: z.boolean(),
    reasonCode: Code.optional(),
    until: Day.optional(),
    protectedAs: ProtectedAs.optional(),
  }),
  subjects: protectedPerson,
  shownAs: protectedPersonShown,
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', measure: 'videoLink', granted: true, until: '2027-06-30' },
})
