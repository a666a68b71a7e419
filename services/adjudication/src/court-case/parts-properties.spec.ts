import { fewIds, recordedHistory, stateAfter } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { aCourtCase } from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent, Registered } from './court-case.ts'
import { isSeparate, keyOfCharge, MAIN } from './parts.ts'
import { girlSevered } from './parts.fixtures.ts'

const id = fc.constantFrom(...fewIds)
const chargeIds = fc.uniqueArray(id, { minLength: 1, maxLength: 3 })

/** Events in any order: also such as no decision would record, but a correction may leave. */
const movement: fc.Arbitrary<CourtCaseEvent> = fc.oneof(
  fc.record({ partId: id, chargeIds }).map((data): CourtCaseEvent => ({
    type: 'adjudication.AccusedSevered',
    data: { ...girlSevered, ...data },
  })),
  fc.record({ partId: id, intoPartId: fc.option(id, { nil: undefined }) }).map((data): CourtCaseEvent => ({
    type: 'adjudication.PartsJoined',
    data: { ...data, chargeIds: [] },
  })),
  fc.record({ indictmentId: id, chargeIds }).map((data): CourtCaseEvent => ({ type: 'adjudication.LaterIndictmentRegistered', data })),
)

const courtCaseAfter = (movements: readonly CourtCaseEvent[]): Registered => {
  const history = recordedHistory([...aCourtCase().registered(), ...movements])
  const state = stateAfter(courtCaseStream, history)
  if (state.stage !== 'registered') throw new Error('the court case is not registered')
  return state
}

describe('whatever is severed, joined and indicted, in any order', () => {
  it('each charge is in exactly one part, which is on record and was not joined to another', () =>
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 12 }), (movements) => {
        const courtCase = courtCaseAfter(movements)
        for (const chargeId of fewIds) expect(isSeparate(courtCase, keyOfCharge(courtCase, chargeId))).toBe(true)
      }),
    ))

  it('a charge that no event moved is in the case itself', () =>
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 12 }), (movements) => {
        const courtCase = courtCaseAfter(movements)
        expect(keyOfCharge(courtCase, 'a charge that nothing names')).toBe(MAIN)
      }),
    ))

  it('what is recorded twice changes nothing more than once', () =>
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 6 }), movement, (movements, last) =>
        expect(courtCaseAfter([...movements, last, last])).toEqual(courtCaseAfter([...movements, last])),
      ),
    ))
})
