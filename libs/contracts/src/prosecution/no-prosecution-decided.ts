import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Instant, PersonRef, nonEmptyListOf } from '../fields.ts'

export const NoProsecutionDecided = eventType({
  type: 'prosecution.NoProsecutionDecided',
  version: 1,
  kind: 'decision',
  meaning:
    'The prosecutor decided not to prosecute; a review of the decision can be requested until a stated time, and the victims must be notified.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  chapter: 'progress',
  data: z.strictObject({
    suspects: nonEmptyListOf(PersonRef, 200),
    reasonCodes: nonEmptyListOf(
      z.enum(['insufficientEvidence', 'noOffence', 'nonPunishment', 'noPublicInterest', 'limitationExpired', 'prosecutedElsewhere']),
      6,
    ),
    reviewUntil: Instant,
  }),
  subjects: ({ suspects }) => suspects.map((personRef) => ({ personRef, capacity: 'suspect' as const })),
  example: {
    suspects: ['3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f'],
    reasonCodes: ['insufficientEvidence'],
    reviewUntil: '2027-01-31T16:00:00Z',
  },
})
