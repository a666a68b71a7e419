import { describe, expect, it } from '@jest/globals'
import { verdictAfterAppeal } from './verdicts.ts'

describe('the verdict on a charge after an appeal', () => {
  it.each([
    ['acquitted', 'notGuilty'],
    ['convicted', 'guilty'],
  ] as const)('is the verdict of the higher court if the accused is %s', (effect, verdict) => {
    expect(verdictAfterAppeal('guilty', effect)).toBe(verdict)
    expect(verdictAfterAppeal('notGuilty', effect)).toBe(verdict)
  })
  it.each(['verdictStands', 'sentenceChanged'] as const)('is the earlier verdict if the effect is %s', (effect) => {
    expect(verdictAfterAppeal('guilty', effect)).toBe('guilty')
    expect(verdictAfterAppeal(undefined, effect)).toBeUndefined()
  })
  it('does not exist if a retrial was ordered', () => expect(verdictAfterAppeal('guilty', 'retrial')).toBeUndefined())
})
