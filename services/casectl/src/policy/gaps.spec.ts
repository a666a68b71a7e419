import { ClockActivity, type JurisdictionPolicy, type StatutoryClock } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { gapsOf } from './gaps.ts'

const DAY = '2026-06-01'
const KNOWN = ['traffickingInPersons', 'ZZ.1', 'YY.1']
const clock = (activity: ClockActivity, more: Partial<StatutoryClock> = {}): StatutoryClock => ({
  activity,
  maxDays: 7,
  validFrom: '2000-01-01',
  source: 'Act 1 s. 2 [V]',
  ...more,
})
const whole: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: true,
  rules: {},
  traffickingOffences: ['traffickingInPersons', 'ZZ.1'],
  clocks: ClockActivity.options.map((activity) => clock(activity)),
  consularNotifications: [],
}
const gaps = (changes: Partial<JurisdictionPolicy> = {}, jurisdiction = 'ZZ') => gapsOf({ ...whole, ...changes }, jurisdiction, DAY, KNOWN)
/** The policy with other clocks for an activity. */
const withClocks = (activity: ClockActivity, ...clocks: readonly StatutoryClock[]) =>
  gaps({ clocks: [...whole.clocks.filter((one) => one.activity !== activity), ...clocks] })

describe('a policy', () => {
  it('without a gap has a clock in force for each activity, the offences, a review and sources that were read', () =>
    expect(gaps()).toEqual([]))
  it('leaves open what no lawyer has reviewed', () => expect(gaps({ reviewed: false })).toEqual([{ gap: 'notReviewed' }]))
  it('of another jurisdiction is no policy of this one', () => {
    const { consularNotifications: _, ...policy } = { ...whole, jurisdiction: 'default' as const }
    expect(gapsOf(policy, 'XX', DAY, KNOWN)).toEqual([{ gap: 'noPolicy' }, { gap: 'noOffenceOfCountry' }, { gap: 'noConsularList' }])
  })
  it('leaves open the offences of its country and the generic ones that the domain knows, not those of others', () =>
    expect(gaps({ traffickingOffences: ['ZZ.2'] })).toEqual([
      { gap: 'offenceMissing', offenceCode: 'traffickingInPersons' },
      { gap: 'offenceMissing', offenceCode: 'ZZ.1' },
    ]))
  it('that applies by default leaves open each offence that the domain knows', () =>
    expect(gapsOf({ ...whole, jurisdiction: 'default' }, 'default', DAY, KNOWN)).toEqual([{ gap: 'offenceMissing', offenceCode: 'YY.1' }]))
})

describe('a clock', () => {
  it('that is missing is a gap', () => expect(withClocks('appeal')).toEqual([{ gap: 'noClock', activity: 'appeal' }]))
  it('is in force on its first and on its last day', () => {
    expect(withClocks('appeal', clock('appeal', { validFrom: DAY, validUntil: DAY }))).toEqual([])
  })
  it('that ended is a gap since its last day, even if another begins later', () => {
    const old = clock('appeal', { validUntil: '2026-01-01' })
    const older = clock('appeal', { validUntil: '2010-01-01' })
    const next = clock('appeal', { validFrom: '2027-01-01' })
    expect(withClocks('appeal', old, older, next)).toEqual([{ gap: 'clockEnded', activity: 'appeal', validUntil: '2026-01-01' }])
  })
  it('that begins later is a gap until then', () =>
    expect(withClocks('appeal', clock('appeal', { validFrom: '2026-06-02' }))).toEqual([
      { gap: 'clockNotBegun', activity: 'appeal', validFrom: '2026-06-02' },
    ]))
  it('of a detention is wanted for each authority, and not given by one that needs a special legal basis', () => {
    const police = clock('detentionOrdered', { authority: 'POLICE' })
    const byException = clock('detentionOrdered', { authority: 'HIGH_COURT', legalBasis: 'ACT-1/29' })
    expect(withClocks('detentionOrdered', police, byException)).toEqual(
      ['PROSECUTION', 'DISTRICT_COURT', 'HIGH_COURT', 'SUPREME_COURT'].map((authority) => ({
        gap: 'noClock',
        activity: 'detentionOrdered',
        authority,
      })),
    )
  })
})

describe('the source of a value', () => {
  const readOf = (source: string) => withClocks('appeal', clock('appeal', { source })).map((gap) => ('read' in gap ? gap.read : gap))
  it.each([
    ['was read', 'Act 1 s. 2 [V]', []],
    ['was read in a copy only', 'Act 1 s. 2 [V in secondary copies]; Act 2 replaces it', ['secondary']],
    ['was not read', 'Act 1 s. 2 [G]', ['no']],
    ['was read of one value and not of another', 'Act 1 s. 2 [V]; the number is practice [G]', ['no']],
    ['says nothing', 'Act 1 s. 2', ['no']],
  ])('that %s is a gap unless the text itself was read', (_, source, read) => expect(readOf(source)).toEqual(read))
  it('is also that of a consular notification', () =>
    expect(gaps({ consularNotifications: [{ sendingState: 'YY', source: 'treaty of 1999 [G]' }] })).toEqual([
      { gap: 'sourceNotVerified', value: 'consular notification to YY', read: 'no', source: 'treaty of 1999 [G]' },
    ]))
})
