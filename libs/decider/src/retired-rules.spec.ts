import { describe, expect, it } from '@jest/globals'
import type { NamedRule } from './decider.ts'
import { recordedRule, RETIRED_RULES } from './retired-rules.ts'

const once = (about: string): NamedRule => ({
  id: 'case.thing-is-recorded-once',
  about,
  sentence: `${about}: once`,
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
})
const rules = [once('charge'), once('indictment')]

describe('the rule that a recorded refusal names', () => {
  it('is the one about the same kind of thing', () =>
    expect(recordedRule({ ruleId: 'case.thing-is-recorded-once', about: 'indictment' }, rules)?.sentence).toBe('indictment: once'))
  it('keeps its id and its sentence after it went', () =>
    expect(recordedRule({ ruleId: 'prosecution.charge-is-laid-once' }, rules)).toEqual({
      id: 'prosecution.charge-is-laid-once',
      sentence: 'a charge is laid once: another charge needs its own id',
      source: 'integrity of the record',
    }))
  it('is unknown if no release had it', () => expect(recordedRule({ ruleId: 'prosecution.no-such-rule' }, rules)).toBeUndefined())
})

describe('the rules that went', () => {
  it('each have the sentence that they had', () =>
    expect([...RETIRED_RULES.values()].filter(({ id, sentence }) => !/^[a-z][A-Za-z]*\.[a-z0-9-]+$/.test(id) || sentence === '')).toEqual(
      [],
    ))
})
