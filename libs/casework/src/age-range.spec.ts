import type { AgeBand, AgeRange } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { agesWhenHeld } from './age-range.ts'

const agesOf = (...stated: { readonly ageBand?: AgeBand; readonly ageRange?: AgeRange }[]) =>
  agesWhenHeld(stated.map((custody, index) => ({ by: { custody }, index })))
const child = (ageRange?: AgeRange) => ({ ageBand: 'child' as const, ...(ageRange && { ageRange }) })

describe('the age of a child before it was stated', () => {
  it('is under the least that any later holder states: a birthday in custody makes nobody older when arrested', () => {
    expect(agesOf({}, child({ under: 15 }), child({ from: 15 }))).toEqual([{ under: 15 }, { under: 15 }, { from: 15 }])
    expect(agesOf(child(), child({ under: 12 }), child({ from: 12, under: 14 }), child({ from: 14 }))).toEqual([
      { under: 12 },
      { under: 12 },
      { from: 12, under: 14 },
      { from: 14 },
    ])
  })
  it('is that of the later statement where it is the younger one', () =>
    expect(agesOf({}, child({ from: 15 }), child({ under: 12 }))).toEqual([{ under: 12 }, { under: 12 }, { under: 12 }]))
  it('is stated, too, after a doubt or an adult age', () => {
    for (const ageBand of ['unknown', 'adult'] as const)
      expect(agesOf({}, { ageBand }, child({ under: 12 }))).toEqual([{ under: 12 }, { under: 12 }, { under: 12 }])
  })
  it('is no narrower where nobody states an age in years', () => expect(agesOf({}, child())).toEqual([{}, {}]))
})
