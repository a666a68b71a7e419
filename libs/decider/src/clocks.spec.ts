import type { JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockOf, daysAfter } from './clocks.ts'

const clock: StatutoryClock = { activity: 'appeal', maxDays: 7, validFrom: '2000-01-01', validUntil: '2026-01-01', source: 'invented' }
const policy: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [clock, { ...clock, authority: 'DISTRICT_COURT', maxDays: 14, validFrom: '2026-01-02', validUntil: undefined }],
}

describe('a statutory clock', () => {
  it.each([
    ['1999-12-31', undefined, undefined],
    ['2025-06-01T08:00:00Z', undefined, 7],
    ['2026-01-02', 'DISTRICT_COURT', 14],
    ['2026-01-02', 'HIGH_COURT', undefined],
  ])('of something that occurred at %s by %s has %s days', (occurredAt, authority, days) =>
    expect(clockOf(policy, 'appeal', occurredAt, authority)?.maxDays).toBe(days),
  )
  it('is none without a policy', () => expect(clockOf(undefined, 'appeal', '2025-06-01')).toBe(undefined))
})

describe('days after a fact', () => {
  it.each([
    ['2026-11-20', 'Asia/Manila', '2026-11-27T16:00:00.000Z'],
    ['2026-11-20T09:00:00+08:00', undefined, '2026-11-27T01:00:00.000Z'],
    ['2026-11', undefined, '2026-12-08T00:00:00.000Z'],
  ])('%s in %s, seven of them, end at %s', (occurredAt, zone, end) => expect(daysAfter(7, occurredAt, zone)).toBe(end))
})
