import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, nonEmptyListOf } from '../fields.ts'

export const DecisionReviewDecided = eventType({
  type: 'prosecution.DecisionReviewDecided',
  version: 1,
  kind: 'decision',
  meaning: 'A decision not to proceed was reviewed by another person, who decided whether it is upheld.',
  visibility: ['investigation', 'victimSupport'],
  chapter: 'progress',
  data: z.strictObject({
    decisionEventId: Id,
    outcome: z.enum(['upheld', 'overturned', 'referredBack']),
    reasonCodes: nonEmptyListOf(z.enum(['sufficientlyReasoned', 'factsOverlooked', 'lawMisapplied', 'viewsNotSought', 'newEvidence']), 5),
  }),
  example: { decisionEventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e', outcome: 'overturned', reasonCodes: ['factsOverlooked'] },
})
