import { investigationDetention, SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { concernsOn, dueOf, limit, personRef, unknown } from './convicted-person.fixtures.ts'

const { DetentionOrdered, DetentionEnded } = investigationDetention

const arrestClock = { activity: 'arrest' as const, maxHours: 24, validFrom: '2000-01-01', source: 'invented' }
const ofPolice = { ...tenDays, clocks: [arrestClock, ...tenDays.clocks] }
const withImmigration = { ...ofPolice, clocks: [...ofPolice.clocks, { ...arrestClock, authority: 'IMMIGRATION', maxHours: 336 }] }

const arrested = (otherAuthority?: string) =>
  effectiveFact(SuspectArrested, '2020-03-02T08:00:00+08:00', { personRef, ground: 'noValidPass', otherAuthority })
const ordered = (otherAuthority?: string) =>
  effectiveFact(DetentionOrdered, '2020-03-02', { personRef, from: '2020-03-02', until: undefined, authority: 'POLICE', otherAuthority })
const released = effectiveFact(DetentionEnded, '2020-03-05', {
  ...{ personRef, at: '2020-03-05', releaseReason: 'identifiedAsVictim', authority: 'POLICE', otherAuthority: 'IMMIGRATION' },
})

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
        expect(concernsOn('2020-03-20', [held, released], ofPolice)).toEqual([])
      }
    },
  )
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
})
