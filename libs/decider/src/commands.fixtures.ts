import type { CommandType } from '@case-timeline/contracts'
import fc from 'fast-check'
import { z } from 'zod'
import type { Command } from './decider.ts'
import { NOW, officer } from './given.fixtures.ts'

/** A few ids for every reference, so that random commands speak of the same persons and things. */
export const fewIds: readonly string[] = [1, 2, 3].map((n) => `a0000000-0000-4000-8000-00000000000${n}`)

interface Shape {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
  readonly pattern?: string
  readonly items?: Shape
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
}

const textOf = ({ pattern }: Shape): fc.Arbitrary<unknown> => {
  if (pattern === undefined) return fc.string({ maxLength: 12 })
  const matching = new RegExp(pattern, 'u')
  if (fewIds.every((id) => matching.test(id)) && !matching.test('code')) return fc.constantFrom(...fewIds)
  const common = ['2016', '2016-03', '2016-03-27', '2016-04-15', '2016-03-27T09:30:00+07:00'].filter((text) => matching.test(text))
  return common.length > 0 ? fc.constantFrom(...common) : fc.stringMatching(matching)
}

/** Any value that a JSON Schema, as zod writes it, lets through; references come from `fewIds`, times from a few days. */
const valueOf = (shape: Shape): fc.Arbitrary<unknown> => {
  if ('const' in shape) return fc.constant(shape.const)
  if (shape.enum) return fc.constantFrom(...shape.enum)
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) return fc.oneof(...choices.map(valueOf))
  switch (shape.type) {
    case 'boolean':
      return fc.boolean()
    case 'string':
      return textOf(shape)
    case 'integer':
    case 'number':
      return fc.integer({ min: shape.minimum ?? 0, max: Math.min(shape.maximum ?? 1_000, 1_000_000) })
    case 'array':
      return fc.array(valueOf(shape.items ?? {}), { minLength: shape.minItems ?? 0, maxLength: Math.max(shape.minItems ?? 0, 3) })
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(shape.properties ?? {}).map(([key, of]) => [key, valueOf(of)])), {
        requiredKeys: [...(shape.required ?? [])],
      })
    default:
      return fc.constant(null)
  }
}

/**
 * Any of these commands with any data that their schemas let through.
 * @param known what the commands know of other sectors' facts
 */
export const anyOf = <C extends Command>(types: readonly CommandType[], known: fc.Arbitrary<C['known']>): fc.Arbitrary<C> =>
  fc.oneof(
    ...types.map((type) =>
      fc
        .record({ data: valueOf(z.toJSONSchema(type.data, { unrepresentable: 'any' }) as Shape), known })
        .map((drawn) => ({ name: type.name, ...drawn, now: NOW, actor: officer }) as Command as C),
    ),
  )
