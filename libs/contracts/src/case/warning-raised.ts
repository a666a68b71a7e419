import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, LeftOut, listOf, Reference, RuleId, SERVICES, UnknownThen } from '../fields.ts'

export const WarningRaised = eventType({
  type: 'case.WarningRaised',
  version: 1,
  kind: 'report',
  meaning: 'A recorded fact breaks a rule of level warn: the fact remains in force, and the warning is recorded with it.',
  visibility: 'as-target-event',
  recordedBy: SERVICES,
  data: z.strictObject({
    ruleId: RuleId,
    eventId: Id,
    facts: listOf(Reference),
    factsLeftOut: LeftOut.optional(),
    unknownThen: UnknownThen.optional(),
  }),
  example: { ruleId: 'investigation.rights-are-read-on-arrest', eventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e', facts: [] },
})
