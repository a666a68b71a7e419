import { z } from 'zod'
import { OverrideBasis } from '../command-type.ts'
import { eventType } from '../event-type.ts'
import { Approver, Code, Id, RuleId, SERVICES } from '../fields.ts'

export const RuleOverridden = eventType({
  type: 'case.RuleOverridden',
  version: 1,
  kind: 'decision',
  meaning: 'A rule that would have blocked a decision was overridden on a stated ground.',
  visibility: 'as-target-event',
  recordedBy: SERVICES,
  data: z.strictObject({ ruleId: RuleId, eventId: Id, basis: OverrideBasis, reasonCode: Code, approver: Approver.optional() }),
  example: {
    ruleId: 'victimSupport.referral-needs-live-consent',
    eventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    basis: 'vitalInterest',
    reasonCode: 'immediateDanger',
  },
})
