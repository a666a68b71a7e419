import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Day, Id, Reference, RuleId, SECTORS } from '../fields.ts'

export const ProcedureChanged = eventType({
  type: 'auditTrail.ProcedureChanged',
  version: 1,
  kind: 'report',
  meaning: 'An office introduced, changed or withdrew a procedure to answer a challenge.',
  visibility: SECTORS,
  data: z.strictObject({
    initiativeId: Id,
    procedureId: Id.meta({ description: 'the same when the procedure changes again' }),
    agency: AgencyId.meta({ description: 'the office that works by it' }),
    change: z.enum(['introduced', 'changed', 'withdrawn']),
    kind: Code.meta({ description: 'such as standardOperatingProcedure, protocol, checklist, form' }),
    serves: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('rule'), ruleId: RuleId }),
        z.strictObject({ kind: z.literal('practice'), practice: Code }),
      ])
      .meta({ description: 'the rule that it serves, or the practice where no rule is about it' }),
    reference: Reference.optional(),
    inForceFrom: Day,
  }),
  example: {
    initiativeId: '5c6d7e8f-90a1-4526-b748-b3c4d5e6f708',
    procedureId: '7e8f90a1-b2c3-4748-996a-d5e6f708192a',
    agency: 'ph-police',
    change: 'introduced',
    kind: 'standardOperatingProcedure',
    serves: { kind: 'rule', ruleId: 'investigation.rights-are-read-on-arrest' },
    reference: 'PNP-MC-2026-041',
    inForceFrom: '2026-05-01',
  },
})
