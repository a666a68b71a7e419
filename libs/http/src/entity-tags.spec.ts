import { describe, expect, it } from '@jest/globals'
import { entityTagsIn, matchesStrongly, matchesWeakly } from './entity-tags.ts'

const weak = (opaque: string) => ({ opaque, isWeak: true })
const strong = (opaque: string) => ({ opaque, isWeak: false })

describe('the entity tags of a precondition', () => {
  it.each([
    ['*', '*'],
    [' * ', '*'],
    ['"3"', [strong('3')]],
    ['W/"a,b" , "" ,"c"', [weak('a,b'), strong(''), strong('c')]],
  ])('are read from %s', (value, tags) => expect(entityTagsIn(value)).toEqual(tags))

  it.each(['', '3', 'w/"3"', 'W/3', '"a" "b"', '*, "a"', '"a", *', '"a b"', '"a', '"é\u0000"', `${'"a",'.repeat(21)}"a"`])(
    'are none in %j',
    (value) => expect(entityTagsIn(value)).toBeUndefined(),
  )

  it('compare as RFC 9110 has it, section 8.8.3.2', () => {
    for (const [one, other, strongly, weakly] of [
      [weak('1'), weak('1'), false, true],
      [weak('1'), weak('2'), false, false],
      [weak('1'), strong('1'), false, true],
      [strong('1'), strong('1'), true, true],
    ] as const)
      expect([matchesStrongly(one, other), matchesWeakly(one, other)]).toEqual([strongly, weakly])
  })
})
