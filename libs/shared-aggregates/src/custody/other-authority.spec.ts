import { BailDecided, investigationDetention, SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import {
  charged,
  concernsOn,
  detained,
  dueOf,
  final,
  imprisoned,
  limit,
  personRef,
  released as releasedOn,
  right,
  served,
  tried,
  unknown,
  type Fact,
} from './convicted-person.fixtures.ts'

const { DetentionOrdered, DetentionEnded } = investigationDetention

const arrestClock = { activity: 'arrest' as const, maxHours: 24, validFrom: '2000-01-01', source: 'invented' }
const ofPolice = { ...tenDays, clocks: [arrestClock, ...tenDays.clocks] }
const withImmigration = { ...ofPolice, clocks: [...ofPolice.clocks, { ...arrestClock, authority: 'IMMIGRATION', maxHours: 336 }] }

const powerFrom = 'e4a26e10-0f1e-4d2c-8b3a-495867768594'
const arrested = (otherAuthority?: string, ofRegister = powerFrom) =>
  effectiveFact(SuspectArrested, '2020-03-02T08:00:00+08:00', {
    ...{
      personRef,
      ground: 'noValidPass',
      otherAuthority,
      powerFrom: otherAuthority === undefined || ofRegister === '' ? undefined : ofRegister,
    },
  })
const ordered = (otherAuthority?: string, ofRegister = powerFrom) =>
  effectiveFact(DetentionOrdered, '2020-03-02', {
    ...{
      personRef,
      from: '2020-03-02',
      until: undefined,
      authority: 'POLICE',
      otherAuthority,
      powerFrom: otherAuthority === undefined || ofRegister === '' ? undefined : ofRegister,
    },
  })
const releasedBy = (otherAuthority?: string, changes: object = {}) =>
  effectiveFact(DetentionEnded, '2020-03-05', {
    ...{ personRef, at: '2020-03-05', releaseReason: 'identifiedAsVictim', authority: 'POLICE', otherAuthority, ...changes },
  })
const released = releasedBy('IMMIGRATION')

describe('an authority that holds persons under a power of its own', () => {
  it('has the limit that the policy states for it, and not that of police', () => {
    expect(dueOf(limit, [arrested()], withImmigration)).toEqual(['2020-03-03'])
    expect(dueOf(limit, [arrested('IMMIGRATION')], withImmigration)).toEqual(['2020-03-16'])
    expect(concernsOn('2020-03-10', [arrested('IMMIGRATION')], withImmigration)).toEqual([])
    expect(concernsOn('2020-03-17', [arrested('IMMIGRATION')], withImmigration)).toEqual([limit])
  })
  it.each(['IMMIGRATION', 'MILITARY', 'PRISON', 'CLOSED_SHELTER'])(
    'is listed under no known limit where the policy states none, until the release: %s',
    (authority) => {
      for (const held of [arrested(authority), ordered(authority)]) {
        expect(concernsOn('2020-03-20', [held], ofPolice)).toEqual([unknown])
        expect(concernsOn('2020-03-20', [held, releasedBy(authority)], ofPolice)).toEqual([])
      }
    },
  )
  it.each([
    ['arrested', arrested],
    ['held by an order', ordered],
  ])('has no limit of its own where no office of it records that the person is %s', (_, held) => {
    const claimed = held('IMMIGRATION', '')
    expect(dueOf(limit, [claimed], withImmigration)).toEqual([])
    expect(concernsOn('2020-03-02', [claimed], withImmigration)).toEqual([unknown])
    expect(concernsOn('2020-03-20', [claimed, released], withImmigration)).toEqual([])
  })
  it('has the limit of the whole custody even where no office of it records the custody', () => {
    const total = { activity: 'detentionTotal' as const, maxDays: 30, validFrom: '2000-01-01', source: 'invented' }
    const policy = { ...withImmigration, clocks: [...withImmigration.clocks, total] }
    expect(dueOf(limit, [arrested('IMMIGRATION', '')], policy)).toEqual(['2020-04-01'])
    expect(concernsOn('2020-04-02', [arrested('IMMIGRATION', '')], policy)).toEqual([limit, unknown])
  })
  it('ends only its own custody by a release, and another one that the release names, by power or by order', () => {
    const remand = detained('2020-03-01')
    const held = [remand, ordered('IMMIGRATION')]
    const [own, orderRef] = [concernsOn('2020-04-20', [remand], withImmigration), 'SP.Han/12/III/2026']
    expect(own).toEqual([limit])
    expect(concernsOn('2020-04-20', held, withImmigration)).toEqual([limit, unknown])
    expect(concernsOn('2020-04-20', [...held, released], withImmigration)).toEqual(own)
    expect(concernsOn('2020-04-20', [...held, releasedBy()], withImmigration)).toEqual([unknown])
    const named = (ends: object) => concernsOn('2020-04-20', [...held, releasedBy('IMMIGRATION', { ends })], withImmigration)
    expect(named({ powers: ['IMMIGRATION', 'criminalProcedure'] })).toEqual([])
    expect(named({ powers: ['IMMIGRATION'], orderRefs: [orderRef] })).toEqual([])
    expect(named({ powers: ['criminalProcedure'] })).toEqual([unknown])
    expect(named({ orderRefs: ['another order'] })).toEqual([limit, unknown])
  })
  it('leaves the limit of a remand as it is while it holds the person, too', () => {
    expect(dueOf(limit, [detained('2020-03-01'), ordered('IMMIGRATION'), released], withImmigration)).toEqual(['2020-03-21'])
    expect(concernsOn('2020-03-22', [detained('2020-03-01'), ordered('IMMIGRATION')], withImmigration)).toEqual([limit, unknown])
  })
  it('is a prison that gives the person back: with another custody in force it need not record a release', () => {
    const replaced = releasedBy('IMMIGRATION', { releaseReason: 'replaced' })
    expect(concernsOn('2020-03-10', [ordered('PRISON'), ordered('IMMIGRATION'), replaced], withImmigration)).toEqual([unknown])
    expect(concernsOn('2020-03-10', [ordered('IMMIGRATION'), replaced, ordered('PRISON')], ofPolice)).toEqual([unknown])
    expect(concernsOn('2020-03-10', [ordered('PRISON'), ordered('IMMIGRATION'), replaced, releasedBy('PRISON')], ofPolice)).toEqual([])
    expect(concernsOn('2020-03-10', [ordered('IMMIGRATION'), replaced], ofPolice)).toEqual([unknown])
  })
  it('is held here no more who was transferred to another country, whatever reason of the release is stated', () => {
    const transferred = effectiveFact(DetentionEnded, '2020-03-05', {
      ...{
        personRef,
        at: '2020-03-05',
        releaseReason: 'replaced',
        authority: 'POLICE',
        transferredTo: { country: 'MM', personAgreed: true },
      },
    })
    expect(concernsOn('2020-03-20', [ordered('PRISON'), transferred], ofPolice)).toEqual([])
  })
  it('shares the limit of the whole custody, and the account goes on when another authority takes the person over', () => {
    const total = { activity: 'detentionTotal' as const, maxDays: 30, validFrom: '2000-01-01', source: 'invented' }
    const policy = { ...withImmigration, clocks: [...withImmigration.clocks, total] }
    const takenOver = effectiveFact(DetentionOrdered, '2020-03-12', {
      ...{ personRef, from: '2020-03-12', until: undefined, authority: 'POLICE' },
    })
    const longer = { ...policy, clocks: policy.clocks.map((one) => (one.activity === 'detentionOrdered' ? { ...one, maxDays: 90 } : one)) }
    expect(dueOf(limit, [arrested('IMMIGRATION'), takenOver], longer)).toEqual(['2020-03-16', '2020-04-01'])
  })
  it('holds persons by its own power, whatever becomes of the charges, and no longer than its own limit allows', () => {
    const later = effectiveFact(SuspectArrested, '2020-05-02T08:00:00+08:00', {
      ...{ personRef, ground: 'noValidPass', otherAuthority: 'IMMIGRATION', powerFrom },
    })
    const held = [detained(), charged()]
    const bail = effectiveFact(BailDecided, '2020-05-01', { accusedRef: personRef, granted: true })
    for (const history of [
      [...held, tried('notGuilty', '2020-05-01'), releasedOn('2020-05-01'), later],
      [...held, releasedOn('2020-05-01'), later, tried('notGuilty', '2020-05-03')],
      [...held, bail, releasedOn('2020-05-01'), later],
      [...imprisoned, final('2020-04-01'), releasedOn('2020-05-01'), later],
    ]) {
      expect(concernsOn('2020-05-15', history, withImmigration)).toEqual([])
      expect(concernsOn('2020-05-17', history, withImmigration)).toEqual([limit])
      expect(concernsOn('2020-05-17', history, ofPolice)).toEqual([unknown])
    }
  })
  it('neither serves a sentence nor ends another custody: who hands a person over records the release', () => {
    const inBetween = (from: string) =>
      effectiveFact(DetentionOrdered, from, {
        ...{ personRef, from, until: undefined, authority: 'POLICE', otherAuthority: 'IMMIGRATION', powerFrom },
      })
    expect(concernsOn('2020-10-20', [...imprisoned, final('2020-04-01'), inBetween('2020-06-01')], withImmigration)).toContain(served)
    const acquitted = [detained(), charged(), tried('notGuilty', '2020-05-01'), inBetween('2020-05-02')]
    expect(concernsOn('2020-05-04', acquitted, withImmigration)).toContain(right)
    expect(concernsOn('2020-05-04', [...acquitted.slice(0, 3), releasedOn('2020-05-01'), acquitted[3] as Fact], withImmigration)).toEqual([
      unknown,
    ])
  })
  it('does not have the limit of the whole custody of an authority by which it only claims to hold the person', () => {
    const total = (maxDays: number, authority?: string) => ({
      ...{ activity: 'detentionTotal' as const, maxDays, validFrom: '2000-01-01', source: 'invented', ...(authority ? { authority } : {}) },
    })
    const policy = { ...withImmigration, clocks: [...withImmigration.clocks, total(180, 'IMMIGRATION'), total(30)] }
    expect(dueOf(limit, [arrested('IMMIGRATION', '')], policy)).toEqual(['2020-04-01'])
  })
  it('does not hide by a code that the right to hold the person ended', () => {
    const claimed = effectiveFact(DetentionOrdered, '2020-04-02', {
      ...{ personRef, from: '2020-04-02', until: undefined, authority: 'POLICE', otherAuthority: 'IMMIGRATION' },
    })
    expect(concernsOn('2020-05-03', [charged(), claimed, tried('notGuilty', '2020-05-01')], withImmigration)).toEqual([right, unknown])
  })
  it('and police, who both hold a person who is acquitted, both release the person', () => {
    const claimed = effectiveFact(DetentionOrdered, '2020-03-05', {
      ...{ personRef, from: '2020-03-05', until: undefined, authority: 'POLICE', otherAuthority: 'IMMIGRATION' },
    })
    const acquitted = [detained(), claimed, charged(), tried('notGuilty', '2020-03-10')]
    const releasedLater = (otherAuthority?: string) => releasedBy(otherAuthority, { at: '2020-03-12' })
    expect(concernsOn('2020-04-20', acquitted, ofPolice)).toContain(right)
    expect(concernsOn('2020-04-20', [...acquitted, releasedLater()], ofPolice)).toEqual([right, unknown])
    expect(concernsOn('2020-04-20', [...acquitted, releasedLater('IMMIGRATION')], ofPolice)).toContain(right)
    expect(concernsOn('2020-04-20', [...acquitted, releasedLater(), releasedLater('IMMIGRATION')], ofPolice)).toEqual([])
  })
})
