import type { JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isWithinWindow } from './windows.ts'

const policy: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [{ activity: 'appeal', maxDays: 15, validFrom: '2025-01-01', source: 'invented', verified: 'primary' }],
}
const dayAfter = (day: number) => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)

describe('a time limit of the policy', () => {
  it('counts calendar days', () =>
    fc.assert(
      fc.property(fc.nat({ max: 50_000 }), fc.nat({ max: 40 }), (start, length) =>
        expect(isWithinWindow(policy, 'appeal', dayAfter(start), dayAfter(start + length))).toBe(length <= 15),
      ),
    ))

  it('is the limit in force on the day of the decision', () => {
    const older: StatutoryClock = { activity: 'appeal', maxDays: 3, validFrom: '2020-01-01', validUntil: '2024-12-31', source: 'invented' }
    const both = { ...policy, clocks: [older, ...policy.clocks] }
    expect(isWithinWindow(both, 'appeal', '2024-12-31', '2025-01-04')).toBe(false)
    expect(isWithinWindow(both, 'appeal', '2025-01-01', '2025-01-05')).toBe(true)
  })
})

it('the time for an appeal is that of the court that decided, otherwise the one that names no court', () => {
  const [general] = policy.clocks
  const ofAppealCourt: StatutoryClock = {
    ...general,
    activity: 'appeal',
    authority: 'HIGH_COURT',
    maxDays: 30,
    validFrom: '2025-01-01',
    source: 'invented',
  }
  const both = { ...policy, clocks: [ofAppealCourt, ...policy.clocks] }
  const lastDay = (instance?: 'DISTRICT_COURT' | 'HIGH_COURT' | 'SUPREME_COURT') =>
    [...Array.from({ length: 40 }).keys()].findLast((days) => isWithinWindow(both, 'appeal', '2026-01-01', dayAfter(days), instance))
  expect(lastDay('DISTRICT_COURT')).toBe(15)
  expect(lastDay('HIGH_COURT')).toBe(30)
  expect(lastDay('SUPREME_COURT')).toBe(15)
  expect(lastDay()).toBe(15)
})
