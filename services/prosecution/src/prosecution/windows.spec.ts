import { DecideNoProsecution, NoProsecutionDecided, type StatutoryClock } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { aFile, nobody, policy } from './prosecution.fixtures.ts'
import { noProsecutionIsRecordedBeforeReviewEnds, noProsecutionMayBeReviewed } from './charges.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { isWithinWindow } from './windows.ts'

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

it('the time for the review of a decision that is recorded years later is judged by the day of the decision', () => {
  const decide = (reviewUntil: string) => ({
    ...commandFor(DecideNoProsecution, { ...DecideNoProsecution.example, reviewUntil }, nobody),
    occurredAt: '2024-03-04',
  })
  const given = specificationOf(prosecutionStream)
  given(aFile().withDossier())
    .when(decide('2024-04-30T16:00:00Z'))
    .then(NoProsecutionDecided, warning(noProsecutionIsRecordedBeforeReviewEnds))
  given(aFile().withDossier()).when(decide('2024-03-03T16:00:00Z')).thenRefusedBy(noProsecutionMayBeReviewed)
})
