import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf, RuleId, SERVICES } from '../fields.ts'

export const ApprovedCommandDecided = eventType({
  type: 'case.ApprovedCommandDecided',
  version: 1,
  kind: 'decision',
  meaning: 'An approved command was decided by the rules as they apply at the approval: recorded, or refused.',
  visibility: [],
  recordedBy: SERVICES,
  classification: 'RESTRICTED',
  data: z.strictObject({
    requestId: Id,
    outcome: z.enum(['recorded', 'refused']),
    eventIds: listOf(Id, 1_000).meta({ description: 'the events that the command recorded' }),
    ruleId: RuleId.optional().meta({ description: 'the rule that refused the command' }),
  }),
  example: {
    requestId: '8d0e2f6b-7a8c-8d5a-9c11-c2a3f6f03b1e',
    outcome: 'recorded',
    eventIds: ['c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'],
  },
})
