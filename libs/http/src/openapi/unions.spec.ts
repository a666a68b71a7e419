import { describe, expect, it } from '@jest/globals'
import type { JsonSchema } from './json-schema.ts'
import { anyText, discriminated, mergedObjects } from './unions.ts'

const object = (properties: Readonly<Record<string, JsonSchema>>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
})
const oneOf = (...values: string[]): JsonSchema => ({ type: 'string', enum: values })
const text: JsonSchema = { type: 'string' }

describe('a union', () => {
  it('is distinguished by a required property whose values differ, each value with its member', () => {
    const [fine, prison] = [object({ kind: oneOf('fine'), amount: text }), object({ kind: oneOf('prison', 'probation'), term: text })]
    expect(discriminated([fine, prison])).toEqual({
      by: 'kind',
      members: [
        { value: 'fine', schema: fine },
        { value: 'prison', schema: prison },
        { value: 'probation', schema: prison },
      ],
    })
  })

  it.each([
    ['the values of two members overlap', [object({ kind: oneOf('a', 'b') }), object({ kind: oneOf('b') })]],
    ['one member may omit the property', [object({ kind: oneOf('a') }), object({ kind: oneOf('b') }, [])]],
    ['one member has any text there', [object({ kind: oneOf('a') }), object({ kind: text })]],
    ['one member is no object', [object({ kind: oneOf('a') }), text]],
  ])('is not distinguished where %s', (_, members) => expect(discriminated(members)).toBeUndefined())

  it('that no property distinguishes is one object, in which what only some members have is optional', () => {
    const shown = object({ id: text, type: text, data: object({ a: text, both: { type: 'integer' } }) })
    const withheld = object({ id: text, withheldBy: { type: 'array', items: text }, data: object({ both: text }) })
    expect(mergedObjects([shown, withheld])).toEqual(
      object(
        {
          id: text,
          type: text,
          data: object({ a: text, both: {} }, ['both']),
          withheldBy: { type: 'array', items: text },
        },
        ['id', 'data'],
      ),
    )
  })

  it('of texts is a text that any of their patterns matches', () => {
    expect(
      anyText([
        { ...text, pattern: '^a$' },
        { ...text, pattern: '^b$' },
      ]),
    ).toEqual({ type: 'string', pattern: '(?:^a$)|(?:^b$)' })
    expect(anyText([{ ...text, pattern: '^a$' }, text])).toEqual(text)
  })
})
