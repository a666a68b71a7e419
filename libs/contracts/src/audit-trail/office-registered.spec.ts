import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { OfficeName } from './office-registered.ts'

const { pattern } = z.toJSONSchema(OfficeName) as { pattern: string }

/** Receivers check the name by the JSON Schema, whose patterns are of Unicode code points. */
const accepts = (name: string): boolean => {
  const accepted = OfficeName.safeParse(name).success
  expect(new RegExp(pattern, 'u').test(name)).toBe(accepted)
  return accepted
}

describe('the name of an office', () => {
  it.each([
    'Regional Trial Court, Branch 9, Cebu City',
    'Tòa án nhân dân Thành phố Hà Nội',
    'ศาลอาญา แผนกคดีค้ามนุษย์',
    'សាលាដំបូងរាជធានី\u200bភ្នំពេញ',
    'မန္တလေးတိုင်းဒေသကြီး တရားလွှတ်တော်',
    'Subordinate Courts (新加坡初级法庭) No. 3/4 & 5',
  ])('may be %s', (name) => expect(accepts(name)).toBe(true))

  it.each([
    ['one character', 'A'],
    ['121 characters', 'A'.repeat(121)],
    ['a second line', 'Cebu Court\nManila Court'],
    ['a tab', 'Cebu\tCourt'],
    ['U+0000', 'Cebu\u0000Court'],
    ['a separator of lines', 'Cebu\u2028Court'],
    ['a mark that turns the direction of writing', 'Cebu \u202etruoC'],
    ['HTML', '<b>Cebu Court</b>'],
  ])('may not be or hold %s', (_, name) => expect(accepts(name)).toBe(false))
})
