import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { shownNumbers, shownWith, SMALLEST_SHOWN } from './shown-number.ts'

const OFFSETS = Array.from({ length: SMALLEST_SHOWN }, (_, offset) => offset)
const exact = fc.nat({ max: 1_000 })
/** How many own facts are in the number at each reading: they are added and taken back, in any order. */
const ownFacts = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 80 })

describe('a number that is shown', () => {
  it('is a multiple of the threshold, at most the exact number, and at most 20 less', () =>
    fc.assert(
      fc.property(exact, fc.constantFrom(...OFFSETS), (n, offset) => {
        const shown = shownWith(offset, n)
        expect(shown % SMALLEST_SHOWN).toBe(0)
        expect(shown).toBeGreaterThanOrEqual(Math.max(0, n - 20))
        expect(shown).toBeLessThanOrEqual(n)
      }),
    ))

  it('differs between n and n + 1 under one of the 11 offsets at most, whatever facts the reader adds and takes back', () =>
    fc.assert(
      fc.property(exact, ownFacts, (n, readings) => {
        const answersFor = (others: number) =>
          OFFSETS.map((offset) => readings.map((own) => shownWith(offset, others + own)).join()).toSorted()
        const left = answersFor(n + 1)
        const onlyOfOne = answersFor(n).filter((answers) => {
          const same = left.indexOf(answers)
          if (same >= 0) left.splice(same, 1)
          return same < 0
        })
        expect(onlyOfOne.length).toBeLessThanOrEqual(1)
      }),
    ))

  it('is the same in every answer, and has another offset under another name and another key', () => {
    const offsets = (key: number, list: string) =>
      Array.from(
        { length: 40 },
        (_, row) => OFFSETS.findLast((n) => shownNumbers(Buffer.alloc(32, key))([list, String(row)], SMALLEST_SHOWN + n) === 0) ?? -1,
      ).join()
    expect(offsets(1, 'one')).toBe(offsets(1, 'one'))
    expect(new Set([offsets(1, 'one'), offsets(1, 'other'), offsets(2, 'one')]).size).toBe(3)
  })

  it('has each offset as often as any other', () => {
    const shown = shownNumbers(Buffer.alloc(32, 7))
    const times = new Map<number, number>()
    for (let row = 0; row < 5_500; row += 1) {
      const offset = OFFSETS.filter((n) => shown(['list', String(row)], SMALLEST_SHOWN + n) === 0).length
      times.set(offset, (times.get(offset) ?? 0) + 1)
    }
    expect([...times.keys()].toSorted((one, other) => one - other)).toEqual(OFFSETS)
    for (const count of times.values()) expect(Math.abs(count - 500)).toBeLessThan(100)
  })
})
