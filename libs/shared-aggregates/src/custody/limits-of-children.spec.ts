import { investigationDetention, JurisdictionPolicy, prosecutionDetention, SuspectArrested, type AgeRange } from '@case-timeline/contracts'
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
  const aged = (ageRange?: AgeRange, ageBand?: Age) =>
    effectiveFact(SuspectArrested, '2020-03-02T08:00:00+08:00', { personRef, ageBand, ageRange })
  const orderedFor = (ageRange?: AgeRange, ageBand?: Age) =>
    effectiveFact(investigationDetention.DetentionOrdered, '2020-03-03', {
      ...{ personRef, from: '2020-03-03', until: undefined, authority: 'POLICE', ageBand, ageRange },
    })
  const young = { persons: 'children' as const, ages: { under: 14 }, maxHours: 0 }
  const withAges = {
    ...policy,
    clocks: [{ ...arrest, ...young }, { ...arrest, persons: 'children' as const, ages: { from: 12 }, maxHours: 48 }, ...policy.clocks],
  }
  const due = (...facts: ReturnType<typeof effectiveFact>[]) => dueOf(limit, facts, withAges)[0]
  it('are those of the narrowest ages that are certain, and otherwise those for all children', () => {
    const arrestedWhen = (ageRange?: AgeRange) => due(aged(ageRange, 'child'))
    expect(arrestedWhen({ under: 12 })).toBe('2020-03-02')
    expect(arrestedWhen({ from: 12, under: 14 })).toBe('2020-03-04')
    expect(arrestedWhen({ from: 14 })).toBe('2020-03-04')
    expect(arrestedWhen({ from: 10, under: 16 })).toBe('2020-03-03')
    expect(arrestedWhen()).toBe('2020-03-03')
  })
  it('apply to who is only stated to be of an age of children, and not to who is stated to be an adult', () => {
    expect(due(aged({ under: 12 }))).toBe('2020-03-02')
    expect(due(aged({ under: 12 }, 'adult'))).toBe('2020-03-05')
  })
  it('are those of the ages that are stated later, from the arrest on: nobody was older then', () => {
    expect(due(aged(undefined, 'child'), orderedFor({ under: 12 }, 'child'))).toBe('2020-03-02')
    expect(due(aged({ from: 15 }, 'child'), orderedFor({ under: 12 }, 'child'))).toBe('2020-03-02')
    expect(due(aged(undefined, 'child'), orderedFor({ from: 12 }, 'child'))).toBe('2020-03-03')
  })
  it('are for some ages only if they are for children, as a policy has them', () => {
    const parsed = (clock: object) => JurisdictionPolicy.safeParse({ ...policy, clocks: [{ ...arrest, ...clock }] }).success
    expect(parsed(young)).toBe(true)
    expect(parsed({ ages: { under: 14 } })).toBe(false)
    expect(parsed({ persons: 'children', ages: {} })).toBe(false)
    expect(parsed({ persons: 'children', ages: { from: 14, under: 14 } })).toBe(false)
  })
  it('are those for adults where the policy has none of its own for an activity', () =>
    expect(dueOf(limit, [ordered('child')], policy)).toEqual(dueOf(limit, [ordered('adult')], policy)))
})
