import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef, nonEmptyListOf } from '../fields.ts'
import { protectedPersonShown, ProtectedAs, ProtectionMeasure } from '../adjudication/protection-measure.ts'

export const ProtectionMeasureSought = eventType({
  type: 'prosecution.ProtectionMeasureSought',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor requested the court to order protection measures for a person who testifies.',
  visibility: ['adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'orders',
  data: z.strictObject({
    requestId: Id,
    personRef: PersonRef,
    measures: nonEmptyListOf(ProtectionMeasure, 7),
    protectedAs: ProtectedAs.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'witness' }],
  shownAs: ({ personRef, protectedAs = 'witness' }) => protectedPersonShown({ personRef, protectedAs }),
  introduces: ({ requestId }) => [requestId],
  example: {
    requestId: '2f3a4b5c-6d7e-4f80-91a2-b3c4d5e6f708',
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    measures: ['screen', 'supportPerson'],
  },
})
