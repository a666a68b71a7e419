import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, LeftOut, listOf, Reference, RuleId, SERVICES, UnknownThen } from '../fields.ts'

export const CommandRefused = eventType({
  type: 'case.CommandRefused',
  version: 1,
  kind: 'report',
  meaning: 'A rule refused a command. The event never contains the command’s body; the caller is in the envelope.',
  visibility: [],
  recordedBy: SERVICES,
  classification: 'RESTRICTED',
  data: z.strictObject({
    commandId: Id,
    command: Code,
    ruleId: RuleId,
    about: Code.optional().meta({ description: 'the kind of thing, where the rule says the same of several' }),
    facts: listOf(Reference),
    factsLeftOut: LeftOut.optional(),
    unknownThen: UnknownThen.optional(),
  }),
  example: {
    commandId: '7d9f1c1e-5a47-8b3e-8f00-6f1d2c3b4a59',
    command: 'MakeReferral',
    ruleId: 'victimSupport.referral-needs-live-consent',
    facts: [],
  },
})
