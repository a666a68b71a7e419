import type { JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockOf, custodyLimitOf, lawOf } from './statutory-clock.ts'

const clock: StatutoryClock = { activity: 'appeal', maxDays: 7, validFrom: '2000-01-01', validUntil: '2026-01-01', source: 'invented' }
const extension = (prolongs: string | undefined, maxDays: number): StatutoryClock => ({
  activity: 'detentionExtended',
  authority: 'DISTRICT_COURT',
  ...(prolongs === undefined ? {} : { prolongs }),
  maxDays,
  validFrom: '2000-01-01',
  source: 'invented',
})
const policyOf = (...clocks: readonly StatutoryClock[]): JurisdictionPolicy => ({
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [...clocks],
})

describe('a statutory clock', () => {
  const policy = policyOf(clock, { ...clock, authority: 'DISTRICT_COURT', maxDays: 14, validFrom: '2026-01-02', validUntil: undefined })
  it.each([
    ['1999-12-31', undefined, undefined],
    ['2025-06-01T08:00:00Z', undefined, 7],
    ['2026-01-02', 'DISTRICT_COURT', 14],
    ['2026-01-02', 'HIGH_COURT', undefined],
  ])('that starts with a fact of %s by %s has %s days', (occurredAt, authority, days) =>
    expect(clockOf(policy, 'appeal', occurredAt, { authority })?.maxDays).toBe(days),
  )
  it('of which nobody knows since when it is law applies at any earlier time, until it ends', () => {
    const { validFrom: _, ...undated } = clock
    const days = (occurredAt: string) => clockOf(policyOf(undated), 'appeal', occurredAt)?.maxDays
    expect(['1950-01-01', '2026-01-01', '2026-01-02'].map(days)).toEqual([7, 7, undefined])
  })
  it('does not exist without a policy', () => expect(clockOf(undefined, 'appeal', '2025-06-01')).toBe(undefined))
})

describe('the source of a statutory clock', () => {
  it.each([
    ['primary', 'invented'],
    ['secondary', 'invented [not read in the law itself]'],
    ['no', 'invented [not verified]'],
    [undefined, 'invented [not verified]'],
  ] as const)('that was read as %s is shown as %s', (verified, text) =>
    expect(lawOf({ ...clock, ...(verified && { verified }) })).toBe(text),
  )
})

describe('the clock of an extension', () => {
  const daysOf = (prolongs: string | undefined, ...clocks: readonly StatutoryClock[]) =>
    clockOf(policyOf(...clocks), 'detentionExtended', '2020-01-01', { authority: 'DISTRICT_COURT', prolongs })?.maxDays
  const [ofPolice, ofOwn] = [extension('POLICE', 30), extension('DISTRICT_COURT', 60)]

  it('is that of the order that it prolongs', () => {
    expect(daysOf('POLICE', ofOwn, ofPolice)).toBe(30)
    expect(daysOf('DISTRICT_COURT', ofPolice, ofOwn)).toBe(60)
    expect(daysOf('HIGH_COURT', ofPolice, extension(undefined, 10), ofOwn)).toBe(10)
  })
  it('is the longest that may apply if it is not known whose order is prolonged', () => {
    expect(daysOf(undefined, ofPolice, ofOwn)).toBe(60)
    expect(daysOf(undefined, ofPolice, extension(undefined, 10), ofOwn)).toBe(30)
  })
  it('is the longest number if no clock names the authority whose order is prolonged, and none if that is no limit', () => {
    expect(daysOf('HIGH_COURT', ofPolice, ofOwn)).toBe(60)
    const limitOf = (prolongs: string | undefined) => {
      const unlimited = { ...ofOwn, maxDays: undefined, unlimited: true as const }
      return custodyLimitOf(policyOf(ofPolice, unlimited), 'detentionExtended', '2020-01-01', { authority: 'DISTRICT_COURT', prolongs })
    }
    expect(limitOf('HIGH_COURT')).toBe(undefined)
    expect(limitOf('DISTRICT_COURT')).toMatchObject({ unlimited: true })
  })
})
