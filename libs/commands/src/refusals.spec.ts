import type { NamedRule } from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'
import { refusedAnswerOf } from './refusals.ts'

const onRecord = (about: string): NamedRule => ({
  id: 'case.named-thing-is-on-record',
  about,
  sentence: `a fact that names a ${about} by its id names one that is on record`,
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
})
const rules = [onRecord('freeze'), onRecord('referral')]
const refusal = { commandId: '7d9f1c1e-5a47-8b3e-8f00-6f1d2c3b4a59', command: 'AnswerReferral', facts: ['referral-1'] }

describe('the answer to a recorded refusal', () => {
  it('names the kind of thing that the first answer named, and which one', () =>
    expect(refusedAnswerOf({ ...refusal, ruleId: 'case.named-thing-is-on-record', about: 'referral' }, rules)).toMatchObject({
      rule: { about: 'referral', sentence: 'a fact that names a referral by its id names one that is on record' },
      facts: ['referral-1'],
    }))
  it('has the sentence of a rule of every service', () =>
    expect(refusedAnswerOf({ ...refusal, ruleId: 'case.record-belongs-to-case' }, rules).rule.sentence).toBe(
      'a fact is recorded only in a case in which at least one event is recorded',
    ))
  it('keeps the id and the sentence of a rule that went since', () =>
    expect(refusedAnswerOf({ ...refusal, ruleId: 'victimSupport.answered-referral-was-made' }, rules).rule).toEqual({
      id: 'victimSupport.answered-referral-was-made',
      sentence: 'only a referral that was made is answered',
      source: 'integrity of the record',
    }))
  it('names a rule that this release does not know by its id', () =>
    expect(refusedAnswerOf({ ...refusal, ruleId: 'prosecution.later-rule' }, rules).rule.sentence).toBe(
      'refused earlier by the rule prosecution.later-rule',
    ))
})
