import type { INestApplication } from '@nestjs/common'
import {
  ApiOkResponse,
  DocumentBuilder,
  type OpenAPIObject,
  type OperationObject,
  type RequestBodyObject,
  type ResponseObject,
  type SchemaObject,
  SwaggerModule,
} from '@nestjs/swagger'
import {
  BulkAnswer,
  bulkPathOf,
  type CommandType,
  MAX_BULK_ROWS,
  pathOf,
  PendingApproval,
  PersonRef,
  RowKey,
  sentExample,
} from '@case-timeline/contracts'
import { z } from 'zod'
import { PROBLEMS } from './problem.ts'

const PROBLEM: SchemaObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'correlationId'],
  properties: {
    type: { type: 'string', description: 'address at which this problem type is described' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    correlationId: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string', description: 'JSON path' }, detail: { type: 'string' } } },
    },
    rule: { type: 'string' },
    about: { type: 'string', description: 'the kind of thing, where the rule says the same of several; `facts` has its id' },
    source: { type: 'string' },
    facts: { type: 'array', items: { type: 'string' } },
    factsLeftOut: { type: 'integer', description: 'how many more there are; absent if `facts` has all' },
    revision: { type: 'integer' },
  },
}

const header = (name: string, pattern: string, description: string) => ({
  in: 'header' as const,
  name,
  required: false,
  description,
  schema: { type: 'string' as const, pattern },
})

const RECORDED: ResponseObject = {
  description: 'recorded, or recorded before under the same Idempotency-Key',
  headers: { ETag: { description: 'the stream’s revision', schema: { type: 'string' } } },
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['stream', 'events', 'position', 'warnings'],
        properties: {
          stream: { type: 'string' },
          events: {
            type: 'array',
            items: { type: 'object', properties: { id: { type: 'string' }, type: { type: 'string' }, revision: { type: 'integer' } } },
          },
          position: { type: 'string', description: 'a query with this min-position includes the recorded events' },
          warnings: { type: 'array', items: { type: 'string' }, description: 'ids of the rules that warned' },
        },
      },
    },
  },
}

const AWAITING_APPROVAL: ResponseObject = {
  description: 'not recorded: the command waits for the approval of a second person, or waits since an earlier request with this key',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['stream', 'events', 'position', 'warnings', 'approval'],
        properties: {
          ...(RECORDED.content?.['application/json']?.schema as SchemaObject | undefined)?.properties,
          approval: z.toJSONSchema(PendingApproval, { target: 'openapi-3.0' }) as SchemaObject,
        },
      },
    },
  },
}

const ANSWERED_ROWS: ResponseObject = {
  description: 'one outcome for each row; a row that was sent before has its first answer',
  content: { 'application/json': { schema: z.toJSONSchema(BulkAnswer, { target: 'openapi-3.0' }) as SchemaObject } },
}

/** The schema of a bulk request, from that of one command. */
const rowsSchema = (command: SchemaObject): SchemaObject => ({
  type: 'object',
  required: ['rows'],
  additionalProperties: false,
  properties: {
    rows: {
      ...{ type: 'array', minItems: 1, maxItems: MAX_BULK_ROWS },
      items: {
        ...command,
        properties: { key: z.toJSONSchema(RowKey, { target: 'openapi-3.0' }) as SchemaObject, ...command.properties },
        required: ['key', ...(command.required ?? [])],
      },
    },
  },
})

const CASE_ID = {
  in: 'path' as const,
  name: 'caseId',
  required: true,
  schema: { type: 'string' as const, format: 'uuid' },
}

const COMMAND_HEADERS = [
  header('Idempotency-Key', '^[A-Za-z0-9._~:+/=-]{8,128}$', 'a command with the same key is a retry and gets the first answer'),
  header('If-Match', '^"\\d{1,9}"$', 'the revision that the caller has read, from an ETag'),
]
const QUERY_HEADERS = [header('min-position', '^\\d{1,19}$', 'the answer waits until the views have reached this position')]

/**
 * Declares the answer of a query.
 * @throws ZodError if the schema does not accept the example
 */
export const Answers = <T>(schema: z.ZodType<T>, example: T): MethodDecorator =>
  ApiOkResponse({ description: 'current state, at least up to `min-position`', standardSchema: schema, example: schema.parse(example) })

/** Serves the service's OpenAPI document at `/openapi.json` and its readable form at `/docs`. */
export const describeApi = (app: INestApplication, title: string, commands: readonly CommandType[]): void => {
  const outline = new DocumentBuilder()
    .setTitle(title)
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addSecurityRequirements('bearer')
    .build()
  SwaggerModule.setup('docs', app, () => withDetails(SwaggerModule.createDocument(app, outline), commands), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  })
}

interface JsonSchema {
  readonly pattern?: string
  readonly description?: string
}

const { pattern: PERSON_REF_PATTERN = '', description: PERSON_DESCRIPTION } = z.toJSONSchema(PersonRef)
const REFERENCE_OR_PSEUDONYM = `^(?:${PERSON_REF_PATTERN.slice(1, -1)}|withheld-by-${PERSON_REF_PATTERN.slice(1, -1)}-\\d+)$`

/** The schema of an answer in which a court order may have replaced a person’s reference by a pseudonym. */
const withPseudonyms = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(withPseudonyms)
  if (typeof schema !== 'object' || schema === null) return schema
  const { pattern, description } = schema as JsonSchema
  const isPerson = pattern === PERSON_REF_PATTERN && description === PERSON_DESCRIPTION
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withPseudonyms(value)]))
  return isPerson ? { ...inside, pattern: REFERENCE_OR_PSEUDONYM } : inside
}

const withPseudonymResponses = (responses: OperationObject['responses']): OperationObject['responses'] => {
  const { 200: answer } = responses as Readonly<Record<string, ResponseObject>>
  const content = answer?.content?.['application/json']
  if (!answer || !content?.schema) return responses
  const json = { ...content, schema: withPseudonyms(content.schema) as SchemaObject }
  return { ...responses, 200: { ...answer, content: { ...answer.content, 'application/json': json } } }
}

/** Adds the details that handlers do not declare: the meaning of a command, an example, the headers, the answers. */
const withDetails = (document: OpenAPIObject, commands: readonly CommandType[]): OpenAPIObject => {
  const problems = problemResponses()
  const byPath = new Map(commands.map((command) => [pathOf(command), command]))
  const byBulkPath = new Map(commands.filter(({ bulk }) => bulk).map((command) => [bulkPathOf(command), command]))
  for (const [address, path] of Object.entries(document.paths)) {
    if (address.startsWith('/cases/{caseId}')) path.parameters = [CASE_ID]
    const { post, get } = path
    const command = byPath.get(address)
    if (post && command) {
      post.summary = command.meaning
      const content = (post.requestBody as RequestBodyObject | undefined)?.content['application/json']
      if (content) content.example = { data: sentExample(command) }
    }
    const inBulk = byBulkPath.get(address)
    const single = inBulk && document.paths[pathOf(inBulk)]?.post?.requestBody
    if (post && inBulk && single && 'content' in single) {
      post.summary = `${inBulk.meaning} Up to ${MAX_BULK_ROWS} at once: each row is decided by itself, and counts in the quota.`
      const schema = rowsSchema(single.content['application/json']?.schema as SchemaObject)
      const example = { rows: [{ key: 'sheet-7:row-0001', data: sentExample(inBulk) }] }
      post.requestBody = { required: true, content: { 'application/json': { schema, example } } }
      post.responses = { ...post.responses, 200: ANSWERED_ROWS }
    } else if (post && (command || (address.startsWith('/cases/') && !describes201(post)))) {
      const awaiting = command?.approvedBy ? { 202: AWAITING_APPROVAL } : {}
      post.responses = { ...post.responses, 201: RECORDED, ...awaiting }
      post.parameters = [...(post.parameters ?? []), ...COMMAND_HEADERS]
    }
    if (get) {
      get.parameters = [...(get.parameters ?? []), ...QUERY_HEADERS]
      get.responses = withPseudonymResponses(get.responses)
    }
    for (const operation of [post, get]) if (operation) operation.responses = { ...operation.responses, ...problems }
  }
  return { ...document, components: { ...document.components, schemas: { ...document.components?.schemas, Problem: PROBLEM } } }
}

/** Whether a handler describes its own answer: Nest adds a 201 without a description to every POST. */
const describes201 = ({ responses }: { responses?: Readonly<Record<string, unknown>> }): boolean =>
  Boolean((responses?.['201'] as { description?: string } | undefined)?.description)

/** One response for each status, listing the problems that have it. */
const problemResponses = () => {
  const byStatus: Record<string, ResponseObject> = {}
  for (const [kind, { status, title }] of Object.entries(PROBLEMS)) {
    const before = byStatus[status]
    byStatus[status] = {
      description: `${before ? `${before.description}. ` : ''}${kind}: ${title}`,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }
  }
  return byStatus
}
