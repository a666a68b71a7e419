import { RestrictiveMeasureRecorded, RestrictiveMeasureReviewed, ShelterAdmitted, ShelterExited } from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { describe, expect, it } from '@jest/globals'
import { closedShelterClocks, closedShelterEndsWithinLimit, limitOfClosedShelterIsKnown } from './closed-shelter.clocks.ts'

const clock = {
  ...{ activity: 'detentionOrdered' as const, authority: 'CLOSED_SHELTER', legalBasis: 'MY-ACT670-44' },
  ...{ maxDays: 21, validFrom: '2000-01-01', source: 'invented' },
}
const withLimit = { ...tenDays, clocks: [...tenDays.clocks, clock] }
const { personRef, measureId } = RestrictiveMeasureRecorded.example

const another = 'a6071829-3a4b-4fc0-91e2-5d6e7f8091a2'

const restricted = (kind = 'closedFacility', legalBasis: string | undefined = clock.legalBasis, id = measureId) =>
  effectiveFact(RestrictiveMeasureRecorded, '2024-03-08', { personRef, measureId: id, kind, legalBasis })
const reviewed = (outcome: string, id = measureId) =>
  effectiveFact(RestrictiveMeasureReviewed, '2024-03-20', { personRef, measureId: id, outcome })
const admitted = (voluntary: boolean, day = '2024-03-10') => effectiveFact(ShelterAdmitted, day, { personRef, voluntary })
const exited = effectiveFact(ShelterExited, '2024-03-25', { personRef })

type Fact = ReturnType<typeof effectiveFact>

/** The rules that list the person on a day. */
const listedOn = (day: string, facts: readonly Fact[], policy = withLimit): readonly string[] => {
  const { statesOf } = clockSpecificationOf('victimSupport', closedShelterClocks, policy)
  return closedShelterClocks
    .map(({ rule }) => rule)
    .filter((rule) => statesOf(rule, day, ...facts).some((state) => state === 'overdue' || state === 'limitUnknown'))
    .map(({ id }) => id)
}

describe(closedShelterEndsWithinLimit.sentence, () => {
  it('is listed after the last day that the law allows, until the exit or the review that lifts it', () => {
    expect(listedOn('2024-03-28', [restricted()])).toEqual([])
    expect(listedOn('2024-03-29', [restricted()])).toEqual([closedShelterEndsWithinLimit.id])
    for (const end of [exited, reviewed('lifted')]) expect(listedOn('2024-03-30', [restricted(), end])).toEqual([])
    for (const outcome of ['continued', 'eased'])
      expect(listedOn('2024-03-30', [restricted(), reviewed(outcome)])).toEqual([closedShelterEndsWithinLimit.id])
  })
  it('counts from the restriction, and not again from the admission under it', () => {
    expect(listedOn('2024-03-28', [restricted(), admitted(false)])).toEqual([])
    expect(listedOn('2024-03-29', [restricted(), admitted(false)])).toEqual([closedShelterEndsWithinLimit.id])
  })
  it('is not about a person who may leave, whatever else is restricted', () => {
    expect(listedOn('2024-06-01', [restricted('escort'), admitted(true)])).toEqual([])
    const escorted = restricted('escort', clock.legalBasis, another)
    expect(listedOn('2024-03-30', [restricted(), escorted, reviewed('lifted', another)])).toEqual([closedShelterEndsWithinLimit.id])
  })
  it('is listed as long as one of several restrictions is in force, whichever is lifted first', () => {
    const both = [restricted(), restricted('closedFacility', clock.legalBasis, another)]
    for (const lifted of [measureId, another])
      expect(listedOn('2024-03-30', [...both, reviewed('lifted', lifted)])).toEqual([closedShelterEndsWithinLimit.id])
    expect(listedOn('2024-03-30', [...both, reviewed('lifted'), reviewed('lifted', another)])).toEqual([])
    expect(listedOn('2024-03-30', [...both, exited])).toEqual([])
  })
})

describe(limitOfClosedShelterIsKnown.sentence, () => {
  it('is listed at once where the policy has no limit for the legal basis, until the person may leave', () => {
    for (const held of [restricted('closedFacility', 'another law'), admitted(false, '2024-03-08')]) {
      expect(listedOn('2024-03-09', [held])).toEqual([limitOfClosedShelterIsKnown.id])
      expect(listedOn('2024-03-26', [held, exited])).toEqual([])
    }
    expect(listedOn('2024-03-09', [restricted()], tenDays)).toEqual([limitOfClosedShelterIsKnown.id])
  })
})
