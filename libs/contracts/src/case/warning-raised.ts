import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf, Reference, RuleId } from '../fields.ts'

export const WarningRaised = eventType({
  type: 'case.WarningRaised',
  version: 1,
  kind: 'report',
  meaning: 'What was recorded broke a rule that warns: it stands, and the warning stands beside it.',
  visibility: 'as-concerned',
  data: z.strictObject({ ruleId: RuleId, eventId: Id, facts: listOf(Reference) }),
  example: { ruleId: 'investigation.rights-are-read-on-arrest', eventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e', facts: [] },
})
