import type { ResponseObject } from '@nestjs/swagger'
import { PROBLEMS } from '../problem.ts'
import type { JsonSchema } from './json-schema.ts'

/** A problem document (RFC 9457); generated clients take the message of their exception from `detail`. */
export const PROBLEM: JsonSchema = {
  title: 'Problem',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'correlationId'],
  properties: {
    type: { type: 'string', description: 'address at which this problem type is described' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', 'x-ms-primary-error-message': true },
    instance: { type: 'string', description: 'URN of this occurrence, which ends in the correlationId' },
    correlationId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string', description: 'JSON path' }, detail: { type: 'string' } },
        required: ['path', 'detail'],
      },
    },
    rule: { type: 'string' },
    about: { type: 'string', description: 'the kind of thing, where the rule says the same of several; `facts` has its id' },
    source: { type: 'string' },
    facts: { type: 'array', items: { type: 'string' } },
    factsLeftOut: { type: 'integer', description: 'how many more there are; absent if `facts` has all' },
    revision: { type: 'integer' },
  },
}

/** The answer with a problem: its statuses, and the problems that have each. */
export const problemAnswer = (schema: JsonSchema): ResponseObject => {
  const byStatus: Record<string, string> = {}
  for (const [kind, { status, title }] of Object.entries(PROBLEMS))
    byStatus[status] = `${byStatus[status] === undefined ? `${status}` : `${byStatus[status]};`} ${kind}: ${title}`
  return {
    description: `${Object.values(byStatus).join('. ')}.`,
    content: { 'application/problem+json': { schema: schema as never } },
  }
}

const reference = { $ref: '#/components/responses/Problem' }

/** The answers other than success, of every operation. */
export const PROBLEM_ANSWERS = { 400: reference, default: reference }
