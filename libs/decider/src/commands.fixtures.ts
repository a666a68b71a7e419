import type { CommandType } from '@case-timeline/contracts'
import fc from 'fast-check'
import { z } from 'zod'
import type { Command } from './decider.ts'
import { approver, keptSpans, NOW, officer } from './given.fixtures.ts'

/** A few ids for all references, so that random commands concern the same persons and things. */
export const fewIds: readonly string[] = [1, 2, 3].map((n) => `a0000000-0000-4000-8000-00000000000${n}`)

interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly pattern?: string
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
}

/** Made once for a pattern: that takes a third of the time of the specifications with random commands. */
const matchingTexts = new Map<string, fc.Arbitrary<string>>()

/**
 * Texts for a pattern: one of `fewIds` if ids match it and codes do not, else a common date if one matches, else any
 * text that matches.
 */
const textOf = ({ pattern }: JsonSchema): fc.Arbitrary<unknown> => {
  if (pattern === undefined) return fc.string({ maxLength: 12 })
  const matching = new RegExp(pattern, 'u')
  if (fewIds.every((id) => matching.test(id)) && !matching.test('code')) return fc.constantFrom(...fewIds)
  const commonDates = ['2016', '2016-03', '2016-03-27', '2016-04-15', '2016-03-27T09:30:00+07:00'].filter((text) => matching.test(text))
  if (commonDates.length > 0) return fc.constantFrom(...commonDates)
  const texts = matchingTexts.get(pattern) ?? fc.stringMatching(matching)
  matchingTexts.set(pattern, texts)
  return texts
}

/** Any value that is valid for a JSON Schema as zod writes it; references come from `fewIds`, times from a few days. */
const valueOf = (schema: JsonSchema): fc.Arbitrary<unknown> => {
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(valueOf))
  switch (schema.type) {
    case 'boolean':
      return fc.boolean()
    case 'string':
      return textOf(schema)
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 1_000_000) })
    case 'array':
      return fc.array(valueOf(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: Math.max(schema.minItems ?? 0, 3) })
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, of]) => [key, valueOf(of)])), {
        requiredKeys: [...(schema.required ?? [])],
      })
    default:
      return fc.constant(null)
  }
}

/**
 * Any of these commands with any data that is valid for its schema.
 * @param known the facts of other sectors that the commands have read
 */
export const anyCommandOf = <C extends Command>(types: readonly CommandType[], known: fc.Arbitrary<C['known']>): fc.Arbitrary<C> =>
  fc.oneof(
    ...types.map((type) =>
      fc
        .record({
          data: valueOf(z.toJSONSchema(type.data, { unrepresentable: 'any' }) as JsonSchema),
          known,
          approver: type.approvedBy
            ? fc.constantFrom(approver, approver, approver, undefined, { userId: officer.userId, role: officer.role })
            : fc.constant(undefined),
        })
        .map((generated) => ({ name: type.name, ...generated, now: NOW, spanOf: keptSpans, actor: officer }) as Command as C),
    ),
  )
