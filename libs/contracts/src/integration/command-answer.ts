import { z } from 'zod'
import { Id, RuleId } from '../fields.ts'
import { CaseCommand } from './case-command.ts'

/** Its CloudEvents type. */
export const COMMAND_ANSWERED = 'case-timeline.CommandAnswered'

const { jti, command, caseId } = CaseCommand.shape
const asked = { jti, command, caseId }

/** A problem document (RFC 9457), the same as over HTTP. */
export const ProblemDocument = z.looseObject({
  type: z.string().max(200),
  title: z.string().max(200),
  status: z.int().min(400).max(599),
  detail: z.string().max(2_000),
  correlationId: z.string().max(128),
})
export type ProblemDocument = z.infer<typeof ProblemDocument>

/** What became of a command: the value of a message in `case-answers.<agencyId>`. */
export const CommandAnswer = z.discriminatedUnion('outcome', [
  z
    .strictObject({
      ...asked,
      outcome: z.literal('accepted'),
      stream: z.string().max(200),
      events: z.array(z.strictObject({ id: Id, type: z.string().max(128), revision: z.int().min(0) })).max(1_000),
      position: z.string().regex(/^\d{1,19}$/),
      warnings: z.array(RuleId).max(1_000),
    })
    .meta({ description: 'decided and recorded; warnings are rules that warned' }),
  z
    .strictObject({
      ...asked,
      outcome: z.literal('refused'),
      rule: RuleId,
      source: z.string().max(1_000),
      detail: z.string().max(2_000),
      facts: z.array(z.string().max(200)).max(1_000),
    })
    .meta({ description: 'a rule refused; the refusal is recorded' }),
  z
    .strictObject({ ...asked, outcome: z.literal('failed'), problem: ProblemDocument })
    .meta({ description: 'nothing was recorded: the problem says what to change' }),
])
export type CommandAnswer = z.infer<typeof CommandAnswer>
