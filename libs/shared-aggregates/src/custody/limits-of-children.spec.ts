import { investigationDetention, prosecutionDetention, SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { custodyClocksOf } from './custody.clocks.ts'
import { dueOf, limit, personRef } from './convicted-person.fixtures.ts'

const invented = { validFrom: '2000-01-01', source: 'invented' }
const arrest = { ...invented, activity: 'arrest' as const, maxHours: 72 }
const extension = { ...invented, activity: 'detentionExtended' as const, authority: 'PROSECUTION' }
const policy = {
  ...tenDays,
  clocks: [
    { ...arrest, persons: 'children' as const, maxHours: 24 },
    arrest,
    { ...extension, persons: 'children' as const, maxDays: 8 },
    { ...extension, prolongs: 'POLICE', maxDays: 40 },
    ...tenDays.clocks,
  ],
}

type Age = 'child' | 'adult' | 'unknown'
const arrested = (ageBand?: Age) => effectiveFact(SuspectArrested, '2020-03-02T08:00:00+08:00', { personRef, ageBand })
const ordered = (ageBand?: Age) =>
  effectiveFact(investigationDetention.DetentionOrdered, '2020-03-03', {
    ...{ personRef, from: '2020-03-03', until: undefined, authority: 'POLICE', ageBand },
  })
const extended = (ageBand?: Age) =>
  effectiveFact(prosecutionDetention.DetentionExtended, '2020-03-12', {
    ...{ personRef, from: '2020-03-12', until: undefined, authority: 'PROSECUTION', ageBand },
  })

const limitOfExtension = (facts: ReturnType<typeof effectiveFact>[]) =>
  clockSpecificationOf('prosecution', custodyClocksOf('prosecution'), policy)
    .deadlinesOwed(...facts)
    .find(({ ruleId }) => ruleId === `prosecution.${limit}`)
    ?.dueBy.slice(0, 10)

describe('the limits for children', () => {
  it('apply to a child, and where the age is in doubt', () => {
    expect(dueOf(limit, [arrested()], policy)).toEqual(['2020-03-05'])
    expect(dueOf(limit, [arrested('adult')], policy)).toEqual(['2020-03-05'])
    expect(dueOf(limit, [arrested('child')], policy)).toEqual(['2020-03-03'])
    expect(dueOf(limit, [arrested('unknown')], policy)).toEqual(['2020-03-03'])
  })
  it('apply from the arrest on to who is found to be a child later, and no more once a doubt is resolved', () => {
    expect(dueOf(limit, [arrested('adult'), ordered('child')], policy)[0]).toBe('2020-03-03')
    expect(dueOf(limit, [arrested('unknown'), ordered('adult')], policy)[0]).toBe('2020-03-03')
    expect(dueOf(limit, [arrested(), ordered('unknown')], policy)[0]).toBe('2020-03-05')
  })
  it('replace those for adults, whichever order an extension prolongs', () => {
    const held = (age: Age) => [arrested(), ordered(), extended(age)]
    expect(limitOfExtension(held('child'))).toBe('2020-03-20')
    expect(limitOfExtension(held('adult'))).toBe('2020-04-21')
  })
  it('are those for adults where the policy has none of its own for an activity', () =>
    expect(dueOf(limit, [ordered('child')], policy)).toEqual(dueOf(limit, [ordered('adult')], policy)))
})
