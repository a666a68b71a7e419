import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Instant, PersonRef, someOf } from '../fields.ts'

export const NoProsecutionDecided = eventType({
  type: 'prosecution.NoProsecutionDecided',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor decided not to prosecute; until a moment that can be reviewed, and the victims are owed word of it.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    suspects: someOf(PersonRef, 200),
    reasonCodes: someOf(
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
