import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, PersonRef } from '../fields.ts'
import { protectedPerson, protectedPersonShown } from './protection-measure.ts'

export const ProtectionMeasureLifted = eventType({
  type: 'adjudication.ProtectionMeasureLifted',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court ended a protection measure that it had ordered.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'orders',
  data: z.strictObject({ personRef: PersonRef, orderEventId: Id, reasonCode: Code }),
  // The order says as what the person was protected.
  subjects: protectedPerson,
  shownAs: protectedPersonShown,
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    orderEventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    reasonCode: 'atVictimRequest',
  },
})
