import { CooperationMechanismEnded, CooperationMechanismEstablished } from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import { mechanismClocks, cooperationMechanismIsReviewedInTime } from './mechanism.clocks.ts'

const { expectDeadlineKept, statesOf } = clockSpecificationOf('investigation', mechanismClocks)

it(cooperationMechanismIsReviewedInTime.sentence, () => {
  const mechanismId = CooperationMechanismEstablished.example.mechanismId
  const on = { mechanismId, reviewBy: '2026-11-11' }
  expectDeadlineKept(cooperationMechanismIsReviewedInTime, CooperationMechanismEstablished, CooperationMechanismEnded, on, {
    mechanismId,
  })
})

describe(cooperationMechanismIsReviewedInTime.sentence, () => {
  const [first, next] = ['3c5d7e9f-1a2b-4c3d-8e4f-6a7b8c9d0e1f', '4d6e8fa0-2b3c-4d4e-9f50-7b8c9dae1f20']
  const established = (day: string, mechanismId: string, reviewBy: string, renews?: string) =>
    effectiveFact(CooperationMechanismEstablished, day, { mechanismId, reviewBy, ...(renews === undefined ? {} : { renews }) })
  const states = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) =>
    statesOf(cooperationMechanismIsReviewedInTime, day, ...facts)
  const mechanism = established('2025-11-01', first, '2026-11-11')

  it('the deadline is met by a mechanism that renews the first one', () => {
    expect(states('2026-11-20', mechanism, established('2026-11-10', next, '2027-11-10', first))).toEqual(['met', 'due'])
    expect(states('2026-11-20', mechanism, established('2026-11-12', next, '2027-11-10', first))).toEqual(['metLate', 'due'])
  })
  it('the deadline is not met by a mechanism that does not renew the first one', () =>
    expect(states('2026-11-20', mechanism, established('2026-11-10', next, '2027-11-10'))).toEqual(['overdue', 'due']))
})
