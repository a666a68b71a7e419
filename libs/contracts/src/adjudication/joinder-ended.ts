import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const JoinderEnded = eventType({
  type: 'adjudication.JoinderEnded',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning:
    'The court ended the joint trial of this case and another: from now on each is tried separately. What was heard until then stays in the record of both.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    otherCaseId: Id,
    reason: z.enum(['noCommonFacts', 'conflictOfInterest', 'delay', 'safety', 'fairTrial', 'other']),
  }),
  example: { otherCaseId: '293a4b5c-6d7e-42f3-8415-8091a2b3c4d5', reason: 'fairTrial' },
})
