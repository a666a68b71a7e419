import type { JurisdictionPolicy } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import type { Rule } from './decider.ts'
import { levelsUnder, rulesIn, unfitLevels } from './levels.ts'

const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 'prosecution.a-rule',
  sentence: 'a rule',
  source: 'invented for this specification',
  level: 'warn',
  holds: () => true,
  ...more,
})
const policy = (rules: JurisdictionPolicy['rules']): JurisdictionPolicy => ({
  jurisdiction: 'ZZ',
  reviewed: false,
  rules,
  traffickingOffences: [],
  clocks: [],
})

describe('the level of a rule', () => {
  it('is its own where there is no policy, or the policy does not name it', () => {
    expect(levelsUnder(undefined, false)(rule())).toBe('warn')
    expect(levelsUnder(policy({}), false)(rule({ level: 'block' }))).toBe('block')
  })
  it('is the policy’s where it names the rule', () =>
    expect(levelsUnder(policy({ 'prosecution.a-rule': 'record' }), false)(rule({ level: 'block' }))).toBe('record'))
  it('blocks a decision but never a report of what happened', () => {
    const stricter = policy({ 'prosecution.a-rule': 'block' })
    expect(levelsUnder(stricter, false)(rule())).toBe('block')
    expect(levelsUnder(stricter, true)(rule())).toBe('warn')
  })
  it('blocks a report for the integrity of the record', () =>
    expect(levelsUnder(policy({}), true)(rule({ level: 'block', integrity: true }))).toBe('block'))
})

describe('the levels that a policy sets', () => {
  const scope = { own: ['case', 'prosecution'], services: ['case', 'prosecution', 'adjudication'] }
  const unfit = (rules: JurisdictionPolicy['rules'], known = [rule()]) => unfitLevels(policy(rules), known, scope)
  it('fit where the rule is known', () => expect(unfit({ 'prosecution.a-rule': 'block' })).toEqual([]))
  it('are left to the service whose rule it is', () => expect(unfit({ 'adjudication.another-rule': 'block' })).toEqual([]))
  it('do not fit a rule that nobody has', () => {
    expect(unfit({ 'prosecution.a-rul': 'warn' })).toEqual([expect.stringContaining('rules.prosecution.a-rul: there is no such rule')])
    expect(unfit({ 'prosecutoin.a-rule': 'warn' })).toEqual([expect.stringContaining('there is no service prosecutoin')])
  })
  it('do not weaken the integrity of the record', () =>
    expect(unfit({ 'prosecution.a-rule': 'warn' }, [rule({ integrity: true, level: 'block' })])).toEqual([
      expect.stringContaining('keeps the record whole'),
    ]))
})

describe('the rules of a module', () => {
  it('are found among its exports', () => expect(rulesIn({ one: rule(), aFunction: () => 1, codes: [1] }, { two: rule() })).toHaveLength(2))
})
