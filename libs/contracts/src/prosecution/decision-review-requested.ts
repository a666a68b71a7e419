import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef } from '../fields.ts'

export const DecisionReviewRequested = eventType({
  type: 'prosecution.DecisionReviewRequested',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A victim requested the review of a decision not to proceed.',
  visibility: ['victimSupport'],
  chapter: 'progress',
  data: z.strictObject({ decisionEventId: Id, byPersonRef: PersonRef }),
  subjects: ({ byPersonRef }) => [{ personRef: byPersonRef, capacity: 'presumedVictim' }],
  example: { decisionEventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e', byPersonRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' },
})
