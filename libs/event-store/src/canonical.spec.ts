import { describe, expect, it } from '@jest/globals'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { canonical, NotStorable } from './canonical.ts'

/** JSON that the log accepts. */
const storable = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000')),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((name) => !name.includes('\u0000') && name !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value

describe('the canonical text of a value', () => {
  it('orders members by UTF-16 code units and contains no whitespace', () =>
    expect(canonical({ b: [1, { z: null, a: true }], '\u20ac': 1, '\r': 2, a: undefined })).toBe(
      '{"\\r":2,"b":[1,{"a":true,"z":null}],"€":1}',
    ))

  it('equals the output of another implementation of RFC 8785', () =>
    fc.assert(fc.property(storable, (value) => expect(canonical(value)).toBe(canonicalize(value)))))

  it('is unchanged after a round trip through JSON.parse', () =>
    fc.assert(fc.property(storable, (value) => expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value)))))

  it.each([
    [{ a: { n: 1.5 } }, 'a.n', 'safe integer'],
    [[2 ** 53], '0', 'safe integer'],
    [{ n: Number.NaN }, 'n', 'safe integer'],
    [{ t: 'a\u0000b' }, 't', 'U+0000'],
    [{ list: ['ok', 'half \ud83e'] }, 'list.1', 'surrogate'],
    [{ outer: { 'bad\u0000name': 1 } }, 'outer', 'U+0000'],
    [{ when: new Date(0) }, 'when', 'plain JSON'],
    [{ n: 1n }, 'n', 'bigint'],
    [[undefined], '0', 'undefined'],
    [undefined, '', 'undefined'],
  ])('refuses %p at path %p, because a member %s', (value, path, problem) => {
    let refusal: unknown
    try {
      canonical(value)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(NotStorable)
    expect(refusal).toMatchObject({ path, message: expect.stringContaining(problem) as unknown })
  })
})
