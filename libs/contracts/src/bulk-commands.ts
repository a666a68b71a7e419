import { z } from 'zod'
import { commandBody, type CommandType, pathOf } from './command-type.ts'
import { Code, Id, LeftOut, RuleId } from './fields.ts'
import { PendingApproval, ProblemDocument } from './integration/command-answer.ts'

/** The maximum number of rows of one request: about as many as a service decides in some seconds. */
export const MAX_BULK_ROWS = 500

/** The key of a row: that of an `Idempotency-Key` for the same command sent alone. */
export const RowKey = z
  .string()
  .regex(/^[A-Za-z0-9._~:+/=-]{8,128}$/)
  .meta({ description: 'a row with the same key is a retry and gets the first answer; the same as an Idempotency-Key' })

/** What the path of a command ends with where many of its kind are posted. */
export const BULK_PATH = '/bulk'

/** The path to which many commands of one kind are posted. */
export const bulkPathOf = (command: Pick<CommandType, 'name'>): string => `${pathOf(command)}${BULK_PATH}`

/** One row of a bulk request: the body of the command, with its key. */
export const bulkRow = (command: CommandType) => commandBody(command).extend({ key: RowKey })

/** The body of a bulk request. Each row is judged by itself, so that one that is malformed stops no other. */
export const BulkBody = z.strictObject({
  rows: z.array(z.unknown()).min(1).max(MAX_BULK_ROWS, `has more than ${MAX_BULK_ROWS} rows: send them in several requests`),
})
export type BulkBody = z.infer<typeof BulkBody>

const row = z.int().min(0).meta({ description: 'the place of the row in the request, from 0' })
const key = RowKey
const recorded = {
  stream: z.string().max(200),
  events: z.array(z.strictObject({ id: Id, type: z.string().max(128), revision: z.int().min(0) })),
  position: z.string().regex(/^\d{1,19}$/),
  warnings: z.array(RuleId),
}

/** The outcome of one row. */
export const RowOutcome = z.discriminatedUnion('outcome', [
  z
    .strictObject({
      ...{ row, key, outcome: z.literal('recorded'), ...recorded },
      repeated: z.literal(true).optional().meta({ description: 'an earlier request with this key recorded it' }),
    })
    .meta({ description: 'the command was decided and recorded; `warnings` lists the rules that warned' }),
  z
    .strictObject({ row, key, outcome: z.literal('awaitsApproval'), ...recorded, approval: PendingApproval })
    .meta({ description: 'not recorded: the command waits for the approval of a second person' }),
  z
    .strictObject({
      ...{ row, key, outcome: z.literal('refused'), rule: RuleId, source: z.string(), detail: z.string() },
      about: Code.optional().meta({ description: 'the kind of thing, where the rule says the same of several' }),
      facts: z.array(z.string()),
      factsLeftOut: LeftOut.optional(),
    })
    .meta({ description: 'a rule refused the command; the refusal is recorded' }),
  z
    .strictObject({
      ...{ row, key: key.optional(), outcome: z.literal('invalid'), detail: z.string() },
      errors: z.array(z.strictObject({ path: z.string(), detail: z.string() })),
    })
    .meta({ description: 'nothing was recorded: the row is not what the command accepts; `errors` has the JSON path of each thing' }),
  z
    .strictObject({ row, key, outcome: z.literal('failed'), problem: ProblemDocument })
    .meta({ description: 'nothing was recorded; the problem states what to change' }),
  z
    .strictObject({ row, key, outcome: z.literal('unanswered'), problem: ProblemDocument })
    .meta({ description: 'the service could not answer now: send the row again with the same key' }),
])
export type RowOutcome = z.infer<typeof RowOutcome>

/** The answer to a bulk request: one outcome for each row, in their order. */
export const BulkAnswer = z.strictObject({
  rows: z.array(RowOutcome),
  position: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional()
    .meta({ description: 'a query with this min-position includes what the rows recorded; absent: no row is recorded' }),
})
export type BulkAnswer = z.infer<typeof BulkAnswer>
