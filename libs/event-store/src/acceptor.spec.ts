import { EVENT_TYPES } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { z } from 'zod'
import { acceptorOf } from './acceptor.ts'

const TYPES = [...EVENT_TYPES.values()]

const other = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, '', ' ', 0, -1, 1.5, 2 ** 53, [], {}, true, '2026-02-30', '2026-11-20', 'all', 'a'.repeat(200)),
)

/** A value in which one place, chosen by `at`, has another value, or another member. */
const changed = (value: unknown, at: readonly number[], to: unknown): unknown => {
  const [first = 0, ...rest] = at
  if (typeof value !== 'object' || value === null || rest.length === 0) return to
  const entries = Object.entries(value)
  const [name, member] = entries[first % (entries.length + 1)] ?? ['later', undefined]
  const after = [...entries.filter((entry) => entry[0] !== name), [name, changed(member, rest, to)] as const]
  return Array.isArray(value) ? after.map((entry) => entry[1]) : Object.fromEntries(after)
}

describe('what is accepted without zod', () => {
  it('is the example of each event type', () =>
    expect(TYPES.filter(({ data, example }) => !acceptorOf(data)(JSON.parse(JSON.stringify(example))))).toEqual([]))

  it('is nothing that zod does not accept, whatever is changed in the data of any type', () => {
    const acceptors = TYPES.map(({ data }) => acceptorOf(data))
    fc.assert(
      fc.property(fc.nat(TYPES.length - 1), fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }), other, (index, at, to) => {
        const { data, example } = TYPES[index]!
        const value = changed(example, at, to)
        if (acceptors[index]?.(value)) expect(z.safeParse(data, value).success).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['a member that is missing', z.strictObject({ a: z.string() }), {}],
    ['an unknown member', z.strictObject({}), { a: 1 }],
    ['an array instead of an object', z.looseObject({}), []],
    ['a refined text', z.string().refine((text) => text !== 'x'), 'x'],
    ['a refined object', z.strictObject({ a: z.string() }).refine(({ a }) => a !== 'x'), { a: 'x' }],
    ['a text of a format', z.uuid(), 'x'],
    ['a text in base64', z.string().base64(), 'x'],
    ['a short text', z.string().min(2), 'x'],
    ['a long list', z.array(z.int()).max(1), [1, 2]],
    ['a fraction', z.int(), 1.5],
    ['a number out of its bounds', z.int().min(1).max(3), 4],
    ['a number at an exclusive bound', z.number().gt(1), 1],
    ['a value of no alternative', z.union([z.literal('a'), z.enum(['b'])]), 'c'],
  ] as const)('is not %s', (_, schema, value) => expect(acceptorOf(schema)(value)).toBe(false))

  it('is what a loose object has in addition, and what is left out or alternative', () => {
    const schema = z.looseObject({ a: z.string().optional(), b: z.union([z.string(), z.boolean()]), c: z.array(z.number()).min(1) })
    expect(acceptorOf(schema)({ b: true, c: [1.5], later: { deep: [] } })).toBe(true)
  })
})
