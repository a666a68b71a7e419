import type { ParameterObject, ResponseObject } from '@nestjs/swagger'
import { BulkAnswer, PendingApproval } from '@case-timeline/contracts'
import { z } from 'zod'
import type { JsonSchema } from './json-schema.ts'

/** The JSON Schema of a schema, in the form in which Nest has those of the handlers. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { target: 'openapi-3.0' }) as JsonSchema

const APPROVAL = jsonSchemaOf(PendingApproval)

const RECORDED: JsonSchema = {
  title: 'Recorded',
  type: 'object',
  required: ['stream', 'events', 'position', 'warnings'],
  properties: {
    stream: { type: 'string' },
    events: {
      type: 'array',
      items: {
        type: 'object',
        properties: { id: { type: 'string' }, type: { type: 'string' }, revision: { type: 'integer' } },
        required: ['id', 'type', 'revision'],
      },
    },
    position: { type: 'string', description: 'a query with this min-position includes the recorded events' },
    warnings: { type: 'array', items: { type: 'string' }, description: 'ids of the rules that warned' },
    // Some generators read every success by the schema of the first one, and would lose this member of a 202.
    approval: APPROVAL,
  },
}

const AWAITING_APPROVAL: JsonSchema = {
  title: 'AwaitingApproval',
  type: 'object',
  required: [...(RECORDED.required ?? []), 'approval'],
  properties: RECORDED.properties ?? {},
}

const json = (description: string, schema: JsonSchema): ResponseObject => ({
  description,
  content: { 'application/json': { schema: schema as never } },
})

/** The answers to commands, by the name of their component; their schemas are still complete. */
export const COMMAND_ANSWERS: Readonly<Record<'Recorded' | 'AwaitingApproval' | 'BulkAnswer', ResponseObject>> = {
  Recorded: {
    ...json('recorded, or recorded before under the same Idempotency-Key', RECORDED),
    headers: { ETag: { description: 'the stream’s revision', schema: { type: 'string' } } },
  },
  AwaitingApproval: json(
    'not recorded: the command waits for the approval of a second person, or waits since an earlier request with this key',
    AWAITING_APPROVAL,
  ),
  BulkAnswer: json(
    'one outcome for each row: it is decided by itself, and counts in the quota; a row that was sent before has its first answer',
    jsonSchemaOf(BulkAnswer),
  ),
}

const header = (name: string, pattern: string, description: string): ParameterObject => ({
  in: 'header',
  name,
  required: false,
  description,
  schema: { type: 'string', pattern },
})

export const COMMAND_HEADERS: readonly ParameterObject[] = [
  header(
    'Idempotency-Key',
    '^(?:[A-Za-z0-9._~:+/=-]{8,128}|"[A-Za-z0-9._~:+/=-]{8,128}")$',
    'a command with the same key is a retry and gets the first answer',
  ),
  header('If-Match', '^(?:\\*|"\\d{1,9}"(?:, ?"\\d{1,9}")*)$', 'the revision that the caller has read, from an ETag; *: there is one'),
]

export const QUERY_HEADERS: readonly ParameterObject[] = [
  header('min-position', '^(?:0|[1-9]\\d{0,18})$', 'the answer waits until the views have reached this position'),
]

export const CASE_ID: ParameterObject = { in: 'path', name: 'caseId', required: true, schema: { type: 'string', format: 'uuid' } }
