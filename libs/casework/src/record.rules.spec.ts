import { describe, expect, it } from '@jest/globals'
import { endedThingIsOpen, namedThingIsOnRecord, otherPartyIsAnother, recordBelongsToCase, thingIsRecordedOnce } from './record.rules.ts'

interface Known {
  readonly ids: readonly string[]
}
const condition = { holds: ({ ids }: Known, id: string) => !ids.includes(id), facts: (_: Known, id: string) => [id] }

describe('a rule of the record', () => {
  it('has one id for all things, and says of each which kind it is about, and which one', () => {
    const rules = [thingIsRecordedOnce('supportPlan', condition), thingIsRecordedOnce('indictment', condition)]
    expect(rules.map(({ id, about, sentence }) => [id, about, sentence])).toEqual([
      ['case.thing-is-recorded-once', 'supportPlan', 'a support plan is recorded once under its id: another one needs its own'],
      ['case.thing-is-recorded-once', 'indictment', 'an indictment is recorded once under its id: another one needs its own'],
    ])
    expect(rules.map((rule) => rule.facts({ ids: [] }, 'p1'))).toEqual([['p1'], ['p1']])
  })
  it('holds as its condition says', () => {
    for (const rule of [
      endedThingIsOpen('legalHold', condition),
      namedThingIsOnRecord('freeze', condition),
      otherPartyIsAnother('case', condition),
    ])
      expect([rule.holds({ ids: [] }, 'h1'), rule.holds({ ids: ['h1'] }, 'h1')]).toEqual([true, false])
  })
  it(recordBelongsToCase.sentence, () =>
    expect([true, false].map((caseExists) => recordBelongsToCase.holds(undefined, { known: { caseExists } }))).toEqual([true, false]),
  )
})
