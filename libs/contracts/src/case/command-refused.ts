import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, listOf, Reference, RuleId } from '../fields.ts'

export const CommandRefused = eventType({
  type: 'case.CommandRefused',
  version: 1,
  kind: 'report',
  meaning: 'A command was refused by a rule. Never the body: who asked is in the envelope.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({ commandId: Id, command: Code, ruleId: RuleId, facts: listOf(Reference) }),
  example: {
    commandId: '7d9f1c1e-5a47-8b3e-8f00-6f1d2c3b4a59',
    command: 'MakeReferral',
    ruleId: 'victimSupport.referral-needs-live-consent',
    facts: [],
  },
})
