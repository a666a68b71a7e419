import { expect, it } from '@jest/globals'
import {
  BulkBody,
  bulkPathOf,
  COMMAND_TYPES,
  commandBody,
  isTooComplex,
  MAX_BULK_ROWS,
  pathOf,
  sentExample,
} from '@case-timeline/contracts'
import { z } from 'zod'
import { bodyLimitOf } from './json-body.ts'

interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly type?: string
  readonly maxLength?: number
  readonly maxItems?: number
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

/** Bytes of codes, days, ids and other short texts in ASCII that only a pattern describes. */
const LONGEST_PATTERN = 64
/** Bytes of UTF-8 for each unit of a text's length. */
const BYTES = 3

const largest = (schema: JsonSchema, defs: Readonly<Record<string, JsonSchema>>): number => {
  if (schema.$ref !== undefined) return largest(defs[schema.$ref.split('/').at(-1)!]!, defs)
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return Math.max(...alternatives.map((one) => largest(one, defs)))
  if (schema.const !== undefined || schema.enum)
    return Math.max(...(schema.enum ?? [schema.const]).map((one) => JSON.stringify(one).length))
  if (schema.type === 'string') return 2 + (schema.maxLength === undefined ? LONGEST_PATTERN : BYTES * schema.maxLength)
  if (schema.type === 'array') return 2 + (schema.maxItems ?? Infinity) * (1 + largest(schema.items ?? {}, defs))
  const members = Object.entries(schema.properties ?? {})
  return members.reduce((sum, [name, member]) => sum + name.length + 5 + largest(member, defs), 24)
}

it.each([...COMMAND_TYPES.values()].map((type) => [type.name, type] as const))(
  'the largest valid body of %s is within the limit of its route',
  (_, type) => {
    const schema = z.toJSONSchema(commandBody(type), { unrepresentable: 'any', io: 'input' }) as JsonSchema
    expect(largest(schema, schema.$defs ?? {})).toBeLessThanOrEqual(bodyLimitOf(pathOf(type)))
  },
)

it.each([...COMMAND_TYPES.values()].filter(({ bulk }) => bulk).map((type) => [type.name, type] as const))(
  'as many rows of %s as are accepted at once fit into one request, if each is as long as its example',
  (_, type) => {
    const rows = Array.from({ length: MAX_BULK_ROWS }, (_row, number) => ({
      key: `sheet-of-team-7:row-${number}`,
      occurredAt: '2026-11-20',
      occurredZone: 'Asia/Manila',
      data: sentExample(type),
    }))
    const body = JSON.stringify({ rows } satisfies BulkBody)
    expect(body.length).toBeLessThanOrEqual(bodyLimitOf(bulkPathOf(type)))
    expect(isTooComplex(Buffer.from(body))).toBe(false)
  },
)
