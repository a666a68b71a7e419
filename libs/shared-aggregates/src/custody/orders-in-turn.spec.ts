import { investigationDetention, prosecutionDetention, type StatutoryClock } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { personRef } from './convicted-person.fixtures.ts'
import { custodyClocksOf } from './custody.clocks.ts'

const shared = { validFrom: '2000-01-01', source: 'invented', countsFrom: 'firstOrder' } as const
const clocks: readonly StatutoryClock[] = [
  { ...shared, activity: 'detentionOrdered', authority: 'POLICE', legalBasis: 'separate', maxDays: 20 },
  { ...shared, activity: 'detentionOrdered', authority: 'POLICE', maxDays: 20 },
  { ...shared, activity: 'detentionOrdered', authority: 'PROSECUTION', maxDays: 20 },
  { ...shared, activity: 'detentionExtended', authority: 'PROSECUTION', prolongs: 'POLICE', maxDays: 40 },
  { ...shared, activity: 'detentionExtended', authority: 'PROSECUTION', prolongs: 'PROSECUTION', maxDays: 40 },
]
const policy = { ...tenDays, clocks: [...clocks] }
const total: StatutoryClock = { validFrom: '2000-01-01', source: 'invented', activity: 'detentionTotal', maxDays: 30 }

const police = investigationDetention
const prosecutor = prosecutionDetention
const order = (from: string, until: string, more: object = {}, envelope: object = {}) =>
  effectiveFact(police.DetentionOrdered, from, { personRef, from, until, authority: 'POLICE', ...more }, envelope)
const ofProsecutor = (from: string, until: string) =>
  effectiveFact(prosecutor.DetentionOrdered, from, { personRef, from, until, authority: 'PROSECUTION' })
const extension = (from: string, until: string) =>
  effectiveFact(prosecutor.DetentionExtended, from, { personRef, from, until, authority: 'PROSECUTION' })
const release = (at: string) =>
  effectiveFact(police.DetentionEnded, at, { personRef, at, releaseReason: 'releasedUncharged', authority: 'POLICE' })

type Service = 'investigation' | 'prosecution'
type Facts = readonly ReturnType<typeof effectiveFact>[]

/** The day before a moment, in the zone in which it ends last because none is recorded. */
const dayBefore = (moment: string): string => new Date(Date.parse(moment) - 1).toLocaleDateString('sv-SE', { timeZone: 'Etc/GMT+12' })

const lastLimitUnder = (laws: typeof policy, service: Service, facts: Facts) =>
  clockSpecificationOf(service, custodyClocksOf(service), laws)
    .deadlinesOwed(...facts)
    .findLast(({ ruleId }) => ruleId === `${service}.detention-ends-within-limit`)

/** Until which day the last arrest, order or extension of a service may hold the person, that day included. */
const lastDayUnder = (laws: typeof policy, service: Service, ...facts: Facts) =>
  dayBefore(lastLimitUnder(laws, service, facts)?.dueBy ?? '')
const lastDayOf = (service: Service, ...facts: Facts) => lastDayUnder(policy, service, ...facts)

/** The last day on which the person was held lawfully, as the list of persons held beyond the law has it. */
const lawfulUnder = (laws: typeof policy, service: Service, ...facts: Facts) => {
  const { dueBy = '', custody } = lastLimitUnder(laws, service, facts) ?? {}
  return dayBefore(custody?.unlawfulFrom ?? dueBy)
}
const lawfulUntil = (service: Service, ...facts: Facts) => lawfulUnder(policy, service, ...facts)

const twentyDays = order('2020-03-02', '2020-03-21')

describe('orders of one authority that share a limit', () => {
  it('leave a second order only the days that the first one did not use', () => {
    expect(lastDayOf('investigation', twentyDays)).toBe('2020-03-21')
    expect(lastDayOf('investigation', order('2020-03-02', '2020-03-13'), order('2020-03-14', '2020-04-02'))).toBe('2020-03-21')
    expect(lastDayOf('investigation', twentyDays, order('2020-03-22', '2020-04-10'))).toBe('2020-03-21')
  })
  it('leave the person held beyond the law since their limit was over, and not since a later order began', () => {
    const again = [order('2020-03-22', '2020-04-10'), order('2020-04-11', '2020-04-30')]
    expect(lawfulUntil('investigation', twentyDays, ...again)).toBe('2020-03-21')
    const tooLong = order('2020-03-02', '2020-03-31')
    expect(lawfulUntil('investigation', tooLong, order('2020-04-01', '2020-04-20'))).toBe('2020-03-21')
  })
  it('leave the person held beyond the law since the limit of another authority was over, if that held the person until then', () => {
    const [forty, sixty] = [extension('2020-03-22', '2020-04-30'), extension('2020-03-22', '2020-05-20')]
    expect(lawfulUntil('investigation', twentyDays, forty, order('2020-05-01', '2020-05-20'))).toBe('2020-04-30')
    expect(lawfulUntil('investigation', twentyDays, sixty, order('2020-05-21', '2020-06-09'))).toBe('2020-04-30')
  })
  it('leave the person held beyond the law since a later order began, if the person was held lawfully, or was free, before it', () => {
    const tooLong = order('2020-03-02', '2020-03-31')
    const ofOther = [tooLong, ofProsecutor('2020-04-01', '2020-04-20'), order('2020-04-21', '2020-05-10')]
    expect(lawfulUntil('investigation', ...ofOther)).toBe('2020-04-20')
    const laws = { ...policy, clocks: [...policy.clocks, total] }
    const later = [order('2020-04-01', '2020-04-20'), release('2020-04-20'), order('2020-04-25', '2020-05-10')]
    expect(lawfulUnder(laws, 'investigation', tooLong, ...later)).toBe('2020-04-24')
  })
  it('count the days of an extension of an order with those of its earlier extensions', () => {
    const forty = extension('2020-03-22', '2020-04-30')
    expect(lastDayOf('prosecution', twentyDays, forty)).toBe('2020-04-30')
    expect(lastDayOf('prosecution', twentyDays, extension('2020-03-22', '2020-04-10'), extension('2020-04-11', '2020-05-20'))).toBe(
      '2020-04-30',
    )
    expect(lastDayOf('prosecution', twentyDays, forty, extension('2020-05-01', '2020-06-09'))).toBe('2020-04-30')
  })
  it('count extensions that another order of the same authority lies between', () => {
    const again = order('2020-05-01', '2020-05-20')
    expect(lastDayOf('prosecution', twentyDays, extension('2020-03-22', '2020-04-30'), again, extension('2020-05-21', '2020-06-29'))).toBe(
      '2020-05-20',
    )
  })
  it('count nothing of another authority, nor what prolongs the order of another one', () => {
    const forty = extension('2020-03-22', '2020-04-30')
    const own = ofProsecutor('2020-05-01', '2020-05-20')
    expect(lastDayOf('prosecution', twentyDays, forty, own)).toBe('2020-05-20')
    expect(lastDayOf('prosecution', twentyDays, forty, own, extension('2020-05-21', '2020-06-29'))).toBe('2020-06-29')
  })
  it('count nothing that was ordered on a legal basis with a limit of its own, and whatever other basis is named', () => {
    const separate = { legalBasis: 'separate' }
    expect(lastDayOf('investigation', twentyDays, order('2020-03-22', '2020-04-10', separate))).toBe('2020-04-10')
    expect(lastDayOf('investigation', twentyDays, order('2020-03-22', '2020-04-10', { legalBasis: 'unheard of' }))).toBe('2020-03-21')
  })
  it('count nothing of a custody that a release ended', () =>
    expect(lastDayOf('investigation', twentyDays, release('2020-03-21'), order('2020-03-25', '2020-04-13'))).toBe('2020-04-13'))
  it('count nothing where one reference is that of several persons: it may have been another one', () => {
    const several = { unseparated: true }
    expect(lastDayOf('investigation', order('2020-03-02', '2020-03-21', several), order('2020-03-22', '2020-04-10', several))).toBe(
      '2020-04-10',
    )
  })
  it('count nothing that an import reports: it may have the days of an arrest as an order', () => {
    const imported = { imported: { source: 'a-log', asReported: true as const } }
    const reported = order('2020-03-02', '2020-03-21', {}, imported)
    expect(lastDayOf('investigation', reported, order('2020-03-22', '2020-04-10'))).toBe('2020-04-10')
    expect(lastDayOf('investigation', twentyDays, order('2020-03-22', '2020-04-10', {}, imported))).toBe('2020-04-10')
  })
  it('count nothing of that for the whole custody either', () => {
    const laws = { ...policy, clocks: [...policy.clocks, total] }
    const held = (more: object) => [
      order('2020-03-02', '2020-03-21', more),
      order('2020-03-25', '2020-04-13', { ...more, legalBasis: 'separate' }),
    ]
    expect(lastDayUnder(laws, 'investigation', ...held({}))).toBe('2020-04-03')
    expect(lastDayUnder(laws, 'investigation', ...held({ unseparated: true }))).toBe('2020-04-13')
  })
})
