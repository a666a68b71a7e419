import {
  adjudicationDeath,
  adjudicationDetention,
  ChargeLaid,
  ChargesEnded,
  ChargeWithdrawn,
  type EventType,
  investigationDeath,
  investigationDetention,
  prosecutionDeath,
  prosecutionDetention,
  SuspectArrested,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { statementIsAnswered } from './contradictions.ts'
import { clockSpecificationOf, effectiveFact } from '../deadlines/deadlines.fixtures.ts'
import {
  charged,
  chargeId,
  clocks,
  concernsOn,
  contradicted,
  limit,
  otherCharge,
  personRef,
  released,
  right,
  tried,
  unknown,
  type Fact,
} from './convicted-person.fixtures.ts'

const statementAboutPersonHeldIsAnswered = statementIsAnswered('investigation')
const LATER = '2020-06-01'
const arrested = effectiveFact(SuspectArrested, '2020-03-01T08:00:00+08:00', { personRef })
const order = (type: EventType, from: string) => effectiveFact(type, from, { personRef, from, until: undefined, authority: 'POLICE' })
const release = ({ DetentionEnded }: { readonly DetentionEnded: EventType }, at: string) =>
  effectiveFact(DetentionEnded, at, { personRef, at, releaseReason: 'releasedUncharged', authority: 'POLICE' })
const death = ({ PersonDiedInCustody }: { readonly PersonDiedInCustody: EventType }, at: string) =>
  effectiveFact(PersonDiedInCustody, at, { personRef, at })
const concerns = (facts: readonly Fact[], sector?: 'adjudication') => concernsOn(LATER, facts, undefined, sector)

describe('the custody of a person whom police hold', () => {
  it.each<[string, Fact]>([
    ['the release that the prosecutor records', release(prosecutionDetention, '2020-03-01T12:00:00+08:00')],
    ['the death that the prosecutor records', death(prosecutionDeath, '2020-03-01')],
    ['the death that a court records', death(adjudicationDeath, '2020-03-01T12:00:00+08:00')],
  ])('is not ended by %s: the person is listed, as contradicted, until police record it', (_, stated) => {
    expect(concerns([arrested, stated])).toEqual([limit, contradicted])
    expect(concerns([stated, arrested])).toEqual([limit, contradicted])
    expect(concerns([arrested, stated, released('2020-03-02')])).toEqual([])
  })
  it(`is listed from the statement on: ${statementAboutPersonHeldIsAnswered.sentence}, although the law allows the custody until then`, () => {
    const stated = release(prosecutionDetention, '2020-03-01T12:00:00+08:00')
    expect(concernsOn('2020-03-01', [arrested])).toEqual([])
    expect(concernsOn('2020-03-01', [arrested, stated])).toEqual([contradicted])
  })
  it('is contradicted no longer once police hold the person by another record', () => {
    const stated = death(prosecutionDeath, '2020-03-01T12:00:00+08:00')
    const again = order(investigationDetention.DetentionOrdered, '2020-05-31')
    expect(concerns([arrested, stated, again])).toEqual([])
  })
  it('says which statement contradicts it', () => {
    const stated = death(prosecutionDeath, '2020-03-01T12:00:00+08:00')
    const { deadlinesOwed } = clockSpecificationOf('investigation', clocks)
    expect(deadlinesOwed(arrested, stated).filter(({ custody }) => custody?.concern === 'contradicted')).toMatchObject([
      { owedBy: 'an-agency', missed: false, custody: { contradictedBy: { eventId: stated.id, service: 'prosecution', states: 'died' } } },
    ])
  })
  it('is ordered to end by the release that a court records, and the silence of police after it is an alarm', () => {
    const ordered = release(adjudicationDetention, '2020-03-01T12:00:00+08:00')
    expect(concerns([arrested, ordered])).toEqual([limit, right])
    expect(concerns([arrested, ordered, released('2020-03-02')])).toEqual([])
    expect(concerns([arrested, ordered, order(investigationDetention.DetentionOrdered, '2020-05-31')])).toEqual([])
  })
  it('is owed an end by the charge that a court ends because the person died, until police record the death', () => {
    const ended = effectiveFact(ChargesEnded, '2020-03-10', { accusedRef: personRef, chargeIds: [chargeId], ground: 'accusedDied' })
    expect(concerns([arrested, charged(), ended])).toEqual([limit, right, contradicted])
  })
})

describe('the custody of a person whom a court holds', () => {
  const remand = order(adjudicationDetention.DetentionOrdered, '2020-03-02')

  it('ends with the release by the court, and so does what police and prosecutors held the person by before', () => {
    const prosecutors = order(prosecutionDetention.DetentionOrdered, '2020-03-01')
    const freed = release(adjudicationDetention, '2020-03-05')
    expect(concerns([arrested, prosecutors, remand])).toEqual([])
    for (const sector of [undefined, 'adjudication' as const]) expect(concerns([arrested, prosecutors, remand, freed], sector)).toEqual([])
  })
  it('goes on when police arrest and release the person, whatever they record in between', () => {
    const held = [remand, order(investigationDetention.DetentionOrdered, '2020-03-10')]
    const freed = [...held, released('2020-03-12')]
    expect(concerns([remand], 'adjudication')).toEqual([limit])
    expect(concerns(freed, 'adjudication')).toEqual([limit])
    expect(concerns(freed)).toEqual([])
  })
  it('stays without a right, if the right ended before police arrested and released the person', () => {
    const acquitted = [remand, charged(), tried('notGuilty', '2020-03-05')]
    const arrest = order(investigationDetention.DetentionOrdered, '2020-03-10')
    expect(concerns([...acquitted, arrest, released('2020-03-12')], 'adjudication')).toEqual(concerns(acquitted, 'adjudication'))
    expect(concerns(acquitted, 'adjudication')).toContain(right)
  })
  it.each<[string, Fact]>([
    ['released the person', released('2020-03-12')],
    ['recorded a death', death(investigationDeath, '2020-03-12')],
  ])('is without a right, too, if the right ended while police held the person last, and they %s', (_, end) => {
    const held = [remand, charged(), order(investigationDetention.DetentionOrdered, '2020-03-03')]
    expect(concerns([...held, tried('notGuilty', '2020-03-10'), end], 'adjudication')).toContain(right)
    expect(concerns([...held, end], 'adjudication')).not.toContain(right)
    const later = [order(adjudicationDetention.DetentionOrdered, '2020-03-11'), end]
    expect(concerns([...held, tried('notGuilty', '2020-03-10'), ...later], 'adjudication')).not.toContain(right)
  })
  it('is without a right, too, if the right ended after the end that a later order of police stated', () => {
    const until = effectiveFact(investigationDetention.DetentionOrdered, '2020-03-10', {
      ...{ personRef, from: '2020-03-10', until: '2020-03-12', authority: 'POLICE' },
    })
    const history = [remand, charged(), until, tried('notGuilty', '2020-03-20')]
    for (const end of [[], [released('2020-03-25')]]) expect(concerns([...history, ...end], 'adjudication')).toContain(right)
  })
  describe('and who was convicted while police held the person, too', () => {
    const detained = order(investigationDetention.DetentionOrdered, '2020-03-10')
    const remandUntil = effectiveFact(adjudicationDetention.DetentionOrdered, '2020-03-02', {
      ...{ personRef, from: '2020-03-02', until: '2020-03-08', authority: 'COURT' },
    })
    const withdrawn = (on: string) => effectiveFact(ChargeWithdrawn, on, { chargeId, reasonCode: 'insufficientEvidence' })

    it('is under no known limit after police released the person, while another charge is to be tried', () => {
      const laid = effectiveFact(ChargeLaid, '2020-03-15', { accusedRef: personRef, chargeId: otherCharge })
      const history = [remand, charged(), detained, tried('guilty', '2020-03-12'), laid, released('2020-03-20')]
      expect(concerns(history, 'adjudication')).toEqual([unknown])
    })
    it.each([
      ['before', [withdrawn('2020-03-12'), released('2020-03-20')]],
      ['after', [released('2020-03-12'), withdrawn('2020-03-20')]],
    ])('is without a right if the charge ended %s that, whatever end the order of remand states', (_, ends) => {
      const history = [remandUntil, charged(), tried('guilty', '2020-03-05'), detained, ...ends]
      expect(concerns(history, 'adjudication')).toEqual([right])
    })
  })
  it('is contradicted by a release that police record without having held the person', () =>
    expect(concerns([remand, release(investigationDetention, '2020-03-12')], 'adjudication')).toEqual([limit, contradicted]))
})
