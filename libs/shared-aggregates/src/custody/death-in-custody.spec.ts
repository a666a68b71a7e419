import {
  adjudicationDeath,
  adjudicationDetention,
  investigationDeath,
  PersonDiedInCustody,
  prosecutionDeath,
  RestrictiveMeasureRecorded,
  SuspectArrested,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact } from '../deadlines/deadlines.fixtures.ts'
import { limitOfClosedShelterIsKnown, closedShelterClocks, statementOnShelteredIsAnswered } from './closed-shelter.clocks.ts'
import {
  charged,
  clocks,
  concernsOn,
  contradicted,
  detained,
  final,
  imprisoned,
  limit,
  limitRule,
  orderEnds,
  personRef,
  tried,
  type Fact,
} from './convicted-person.fixtures.ts'

const died = (at: string) => effectiveFact(investigationDeath.PersonDiedInCustody, at, { personRef, at })
const diedInPrison = (at: string) => effectiveFact(prosecutionDeath.PersonDiedInCustody, at, { personRef, at })
const arrested = (at: string) => effectiveFact(SuspectArrested, at, { personRef })
const LATER = '2034-01-01'

describe('the death of a person in custody', () => {
  it.each<[string, readonly Fact[]]>([
    ['was arrested, and never charged', [arrested('2020-03-01')]],
    ['was held under an order', [detained()]],
    ['was held beyond the end of an order', [detained('2020-03-01', '2020-03-05')]],
    ['was charged', [detained(), charged()]],
    ['was held although acquitted', [detained(), charged(), tried('notGuilty', '2020-03-05')]],
    ['served a sentence', [...imprisoned, final('2020-03-11')]],
    ['was convicted, and no sentence is recorded', [detained(), charged(), tried('guilty', '2020-03-10')]],
  ])('ends the alarms about a person who %s', (_, facts) => {
    expect(concernsOn(LATER, facts)).not.toEqual([])
    expect(concernsOn(LATER, [...facts, died('2020-03-20')])).toEqual([])
    expect(concernsOn(LATER, [...facts, diedInPrison('2020-03-20')])).toEqual([...concernsOn(LATER, facts), contradicted])
  })
  it('is later than all that happened on its day, in whatever order it was recorded', () => {
    const facts = [died('2020-03-01'), detained(), arrested('2020-03-01T10:00:00+08:00')]
    for (const recorded of [facts, facts.toReversed()]) expect(concernsOn(LATER, recorded)).toEqual([])
    const moment = '2020-03-01T10:00:00+08:00'
    expect(concernsOn(LATER, [died(moment), arrested(moment)])).toEqual([])
  })
  it('says nothing of what was missed before it', () => {
    const { deadlinesOwed, statesOf } = clockSpecificationOf('investigation', clocks)
    const missed = (...facts: readonly Fact[]) => deadlinesOwed(...facts).some((deadline) => deadline.missed)
    expect(missed(detained(), died('2020-04-01'))).toBe(true)
    expect(statesOf(limitRule, '2020-05-01', detained(), died('2020-04-01'))).toEqual(['metLate'])
    expect(missed(detained(), died('2020-03-05'))).toBe(false)
  })
  it('is not undone by an order after it: the person is listed until somebody corrects one of them', () => {
    expect(concernsOn(LATER, [died('2020-02-01'), detained()])).toEqual([limit])
    expect(concernsOn(LATER, [died('2020-02-01'), detained('2020-03-01', '2020-03-05')])).toEqual([orderEnds])
  })
  it.each(['2020', '2020-03'])('that is dated to %s does not hide who is held after it was recorded', (at) => {
    const death = died(at)
    const recorded = (recordedAt: string) => ({ ...death, stored: { ...death.stored, recordedAt } })
    const held = arrested('2020-03-20T10:00:00+08:00')
    expect(concernsOn(LATER, [recorded('2020-03-10T02:00:00.000000Z'), held])).toEqual([limit])
    for (const recordedAt of ['2020-03-22T02:00:00.000000Z', '2019-12-01T02:00:00.000000Z'])
      expect(concernsOn(LATER, [held, recorded(recordedAt)])).toEqual([])
  })
  it('that a court dates to a year or month hides nobody whom the court holds after it was recorded', () => {
    const order = effectiveFact(adjudicationDetention.DetentionOrdered, '2020-03-20', { personRef, from: '2020-03-20', until: undefined })
    const remand = effectiveFact(adjudicationDetention.DetentionOrdered, '2020-03-01', { personRef, from: '2020-03-01', until: undefined })
    for (const at of ['2020', '2020-03']) {
      const death = effectiveFact(adjudicationDeath.PersonDiedInCustody, at, { personRef, at })
      const recorded = (recordedAt: string) => ({ ...death, stored: { ...death.stored, recordedAt } })
      const concerns = (...facts: readonly Fact[]) => concernsOn(LATER, facts, undefined, 'adjudication')
      expect(concerns(remand, recorded('2020-03-10T02:00:00.000000Z'))).toEqual([])
      expect(concerns(remand, recorded('2020-03-10T02:00:00.000000Z'), order)).toEqual([limit])
      expect(concerns(remand, order, recorded('2020-03-22T02:00:00.000000Z'))).toEqual([])
    }
  })
  it('ends the custody in a shelter that may not be left if victim support records it, and contradicts it if police do', () => {
    const { statesOf } = clockSpecificationOf('victimSupport', closedShelterClocks)
    const restricted = effectiveFact(RestrictiveMeasureRecorded, '2024-03-08', { kind: 'closedFacility' })
    const inShelter = RestrictiveMeasureRecorded.example.personRef
    const [death, stated] = [PersonDiedInCustody, investigationDeath.PersonDiedInCustody].map((by) =>
      effectiveFact(by, '2024-03-10', { personRef: inShelter, at: '2024-03-10' }),
    ) as [Fact, Fact]
    expect(statesOf(limitOfClosedShelterIsKnown, '2024-06-01', restricted)).toEqual(['limitUnknown'])
    expect(statesOf(limitOfClosedShelterIsKnown, '2024-06-01', restricted, death)).toEqual(['met'])
    expect(statesOf(limitOfClosedShelterIsKnown, '2024-06-01', restricted, stated)).toEqual(['limitUnknown'])
    expect(statesOf(statementOnShelteredIsAnswered, '2024-06-01', restricted, stated)).toEqual(['contradicted'])
    expect(statesOf(statementOnShelteredIsAnswered, '2024-06-01', restricted, stated, death)).toEqual(['met'])
  })
})
