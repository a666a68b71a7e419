import { CUSTODY_FACTS } from '@case-timeline/casework'
import { describe, expect, it } from '@jest/globals'
import {
  appealed,
  charged,
  clocks,
  detained,
  type Fact,
  final,
  imprisoned,
  months,
  otherCharge,
  released,
  sentenced,
  tried,
} from '../custody/convicted-person.fixtures.ts'
import { CALENDAR } from './calendar.ts'
import { signalsOfClock } from './clocks.ts'
import type { ClockSignal } from './deadline.ts'
import { deadlinesOf } from './deadline-calculation.ts'
import type { DeadlineItem } from './deadline-items.ts'
import { tenDays } from './deadlines.fixtures.ts'
import { type LibertyOf, libertyOf, sharedLibertyOf } from './liberty-of-case.ts'
import { listedDeadlines } from './listed-deadlines.ts'

const scope = { sector: 'investigation', clocks, policyOf: () => tenDays } as const
const [clock] = clocks
const signalsOf = (facts: readonly Fact[]): readonly ClockSignal[] => facts.flatMap((fact) => (clock ? signalsOfClock(clock, fact) : []))

const HISTORIES: readonly (readonly Fact[])[] = [
  [detained(), charged(), tried('notGuilty', '2020-03-10')],
  [...imprisoned, final('2020-04-01')],
  [...imprisoned, appealed('acquitted', '2020-05-01'), released('2020-05-02')],
  [detained('2020-03-01', '2020-03-15'), charged(), charged(otherCharge), tried('guilty', '2020-03-10', otherCharge)],
  [...imprisoned, charged(otherCharge), sentenced('2020-06-01', months(3), otherCharge, 'consecutively'), released('2021-01-01')],
]

describe('clocks on liberty that share what they find in a case', () => {
  it.each(HISTORIES.map((facts, number) => [number, facts] as const))(
    'find the deadlines that each finds alone (history %i)',
    (_, facts) => {
      const signals = clocks.flatMap((one) =>
        facts.flatMap((fact) => signalsOfClock(one, fact).map((signal) => ({ ...signal, ruleId: one.rule.id }))),
      )
      const alone = deadlinesOf(signals, scope)
      const byRule = Object.fromEntries(clocks.map(({ rule }) => [rule.id, signals.filter(({ ruleId }) => ruleId === rule.id)]))
      const listed = listedDeadlines(scope, CALENDAR).items({ caseId: 'a-case', signals: byRule, misses: {} })
      const outcome = ({ clockId, key, dueBy, metFrom, missed }: Pick<DeadlineItem, 'clockId' | 'key' | 'dueBy' | 'metFrom' | 'missed'>) =>
        JSON.stringify({ clockId, key, dueBy, metFrom, missed })
      expect(listed.map(outcome).toSorted()).toEqual(alone.map(outcome).toSorted())
      expect(alone).not.toEqual([])
    },
  )

  it('find again what is of other events, mappings or persons', () => {
    const [one = [], other = []] = HISTORIES.map(signalsOf)
    const shared = sharedLibertyOf(CALENDAR.spanOf)
    const found = libertyOf(CALENDAR.spanOf)
    const persons = new Set(['nobody'])
    const all: readonly Parameters<LibertyOf>[] = [
      [CUSTODY_FACTS, one, undefined],
      [CUSTODY_FACTS, [...one], undefined],
      [CUSTODY_FACTS, other, undefined],
      [CUSTODY_FACTS, other, persons],
      [[...CUSTODY_FACTS], one, undefined],
      [CUSTODY_FACTS, one.slice(1), undefined],
    ]
    for (const wanted of all) expect(shared(...wanted)).toEqual(found(...wanted))
    expect(shared(CUSTODY_FACTS, one, undefined)).toBe(shared(CUSTODY_FACTS, [...one], undefined))
  })
})
