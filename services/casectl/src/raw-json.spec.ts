import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { writtenParts } from './raw-json.ts'

describe('the parts of a JSON text, as they are written', () => {
  it('are those of JSON.parse, in any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), fc.nat(2), (value, space) => {
        const text = JSON.stringify(value, undefined, space)
        const parsed = JSON.parse(text) as object
        const parts = [...writtenParts(text)].map(([name, part]) => [name, JSON.parse(part) as unknown])
        expect(new Map(parts as [string, unknown][])).toEqual(new Map(Object.entries(parsed)))
      }),
    )
  })

  it('keep spaces, forms of numbers and members that occur twice', () =>
    expect([...writtenParts('{"a": 1.0 ,"data":{ "b":1,"b":[2 ]}, "c\\u0061":"}\\""}')]).toEqual([
      ['a', ' 1.0 '],
      ['data', '{ "b":1,"b":[2 ]}'],
      ['ca', '"}\\""'],
    ]))
})
