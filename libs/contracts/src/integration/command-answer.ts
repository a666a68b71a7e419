import { z } from 'zod'
import { Code, Id, Instant, LeftOut, RuleId, Sha256 } from '../fields.ts'
import { CaseCommand } from './case-command.ts'

/** The CloudEvents type of an answer to a command. */
export const COMMAND_ANSWERED = 'case-timeline.CommandAnswered'

const { jti, command, caseId } = CaseCommand.shape
const commandFields = { jti, command, caseId }

/** What a command waits for that was not recorded yet. */
export const PendingApproval = z
  .strictObject({
    requestId: Id,
    digest: Sha256,
    approvedBy: z.array(z.string().max(64)).max(100),
    rules: z.array(RuleId).max(100),
    lapsesAt: Instant,
  })
  .meta({ description: 'present: the command is not recorded, it waits for the approval of a second person with one of these roles' })
export type PendingApproval = z.infer<typeof PendingApproval>

/** A problem document (RFC 9457), the same as over HTTP. */
export const ProblemDocument = z.looseObject({
  type: z.string().max(200),
  title: z.string().max(200),
  status: z.int().min(400).max(599),
  detail: z.string().max(2_000),
  correlationId: z.string().max(128),
})
export type ProblemDocument = z.infer<typeof ProblemDocument>

/** The outcome of a command: the value of a message in `case-answers.<agencyId>`. */
export const CommandAnswer = z.discriminatedUnion('outcome', [
  z
    .strictObject({
      ...commandFields,
      outcome: z.literal('accepted'),
      stream: z.string().max(200),
      events: z.array(z.strictObject({ id: Id, type: z.string().max(128), revision: z.int().min(0) })).max(1_000),
      position: z.string().regex(/^\d{1,19}$/),
      warnings: z.array(RuleId).max(1_000),
      approval: PendingApproval.optional(),
    })
    .meta({ description: 'the command was decided and recorded; `warnings` lists the rules that warned' }),
  z
    .strictObject({
      ...commandFields,
      outcome: z.literal('refused'),
      rule: RuleId,
      about: Code.optional().meta({ description: 'the kind of thing, where the rule says the same of several' }),
      source: z.string().max(1_000),
      detail: z.string().max(2_000),
      facts: z.array(z.string().max(200)).max(1_000),
      factsLeftOut: LeftOut.optional(),
    })
    .meta({ description: 'a rule refused the command; the refusal is recorded' }),
  z
    .strictObject({ ...commandFields, outcome: z.literal('failed'), problem: ProblemDocument })
    .meta({ description: 'nothing was recorded; the problem states what to change' }),
])
export type CommandAnswer = z.infer<typeof CommandAnswer>
