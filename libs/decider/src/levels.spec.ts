import type { JurisdictionPolicy } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import type { Rule } from './decider.ts'
import { ruleLevelsAsReported, ruleLevelsUnder, rulesIn, invalidRuleLevels } from './levels.ts'
import { factIsNotInFuture } from './settle.ts'

const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 'prosecution.test-rule',
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
  it('is its default level if there is no policy, or the policy does not name the rule', () => {
    expect(ruleLevelsUnder(undefined, false)(rule())).toBe('warn')
    expect(ruleLevelsUnder(policy({}), false)(rule({ level: 'block' }))).toBe('block')
  })
  it('is the level of the policy if the policy names the rule', () =>
    expect(ruleLevelsUnder(policy({ 'prosecution.test-rule': 'record' }), false)(rule({ level: 'block' }))).toBe('record'))
  it('can block a decision but never a report', () => {
    const stricter = policy({ 'prosecution.test-rule': 'block' })
    expect(ruleLevelsUnder(stricter, false)(rule())).toBe('block')
    expect(ruleLevelsUnder(stricter, true)(rule())).toBe('warn')
    expect(ruleLevelsUnder(stricter, false)(rule({ ofReport: true }))).toBe('warn')
  })
  it('can block a report for the integrity of the record', () =>
    expect(ruleLevelsUnder(policy({}), true)(rule({ level: 'block', integrity: true }))).toBe('block'))
})

describe('the level of a rule for a fact that an import records as reported', () => {
  const levels = ruleLevelsAsReported(policy({ 'prosecution.strict-rule': 'block', 'prosecution.silent-rule': 'record' }))
  it('warns at most, whatever the policy says', () => {
    expect(levels(rule({ level: 'block' }))).toBe('warn')
    expect(levels(rule({ id: 'prosecution.strict-rule' }))).toBe('warn')
    expect(levels(rule({ id: 'prosecution.silent-rule', level: 'block' }))).toBe('record')
    expect(ruleLevelsAsReported(undefined)(rule({ level: 'block' }))).toBe('warn')
  })
  it('refuses what would contradict the record, but not a wrong date', () => {
    expect(levels(rule({ level: 'block', integrity: true }))).toBe('block')
    expect(levels(factIsNotInFuture as Rule)).toBe('warn')
  })
})

describe('the levels that a policy sets', () => {
  const scope = { own: ['case', 'prosecution'], services: ['case', 'prosecution', 'adjudication'] }
  const invalidLevels = (rules: JurisdictionPolicy['rules'], known = [rule()]) => invalidRuleLevels(policy(rules), known, scope)
  it('are valid for a known rule', () => expect(invalidLevels({ 'prosecution.test-rule': 'block' })).toEqual([]))
  it('are not checked for rules of other services', () => expect(invalidLevels({ 'adjudication.another-rule': 'block' })).toEqual([]))
  it('are invalid for an unknown rule or service', () => {
    expect(invalidLevels({ 'prosecution.test-rul': 'warn' })).toEqual([
      expect.stringContaining('rules.prosecution.test-rul: there is no such rule'),
    ])
    expect(invalidLevels({ 'prosecutoin.test-rule': 'warn' })).toEqual([expect.stringContaining('there is no service prosecutoin')])
  })
  it('are invalid for a rule that went, and the error names the rule in its place', () => {
    expect(invalidLevels({ 'prosecution.charge-is-laid-once': 'warn' })).toEqual([
      'rules.prosecution.charge-is-laid-once: the rule was replaced by case.thing-is-recorded-once; name that one, if a policy may set its level',
    ])
    const dropped = 'adjudication.payment-is-in-order-currency'
    expect(invalidRuleLevels(policy({ [dropped]: 'record' }), [], { own: ['adjudication'], services: ['adjudication'] })).toEqual([
      `rules.${dropped}: the rule was dropped; remove it from the policy`,
    ])
  })
  it('are invalid if they weaken an integrity rule', () =>
    expect(invalidLevels({ 'prosecution.test-rule': 'warn' }, [rule({ integrity: true, level: 'block' })])).toEqual([
      expect.stringContaining('protects the integrity of the record'),
    ]))
})

describe('the rules of a module', () => {
  it('are found among its exports', () => expect(rulesIn({ one: rule(), aFunction: () => 1, codes: [1] }, { two: rule() })).toHaveLength(2))
})
