import {
  AccusedSevered,
  ConfidentialityOrdered,
  CourtCaseRegistered,
  HearingHeld,
  HearingScheduled,
  JudgeAssigned,
  PartsJoined,
  type ServiceName,
  TestimonyGiven,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { caseHistory, fact, mai, suspect } from './case-history.fixtures.ts'
import { disclose } from './confidentiality.ts'

const part = 'dddddddd-0000-4000-8000-00000000d002'
const chargeId = 'ffffffff-0000-4000-8000-00000000f002'
const [trial, hearingOfChild] = ['dddddddd-0000-4000-8000-00000000d003', 'dddddddd-0000-4000-8000-00000000d004']

const proceedings = [
  fact(CourtCaseRegistered),
  fact(HearingScheduled, { hearingId: trial }),
  fact(AccusedSevered, { partId: part, accusedRefs: [suspect], chargeIds: [chargeId] }),
  fact(JudgeAssigned, { partId: part }),
  fact(HearingScheduled, { hearingId: hearingOfChild, partId: part }),
  fact(HearingHeld, { hearingId: hearingOfChild, attendance: [{ personRef: suspect, capacity: 'accused' }] }),
  fact(TestimonyGiven, { personRef: mai, hearingId: hearingOfChild }),
  fact(HearingHeld, { hearingId: trial }),
  fact(PartsJoined, { partId: part, chargeIds: [chargeId] }),
]

/** The types of the facts that an order on a part leaves to a sector. */
const shownTo = (sector: ServiceName): readonly string[] => {
  const order = fact(ConfidentialityOrdered, { scope: ['sealedItems'], covers: [{ kind: 'item', id: part }], tier: 'publicAndParties' })
  const history = caseHistory(...proceedings, order)
  const disclosed = disclose(history, { sector, agencyId: `zz-${sector.toLowerCase()}` }, Date.parse('2026-11-25T10:00:00Z'))
  return (disclosed?.facts.flatMap(({ shown }) => shown ?? []) ?? history)
    .filter(({ type }) => type !== ConfidentialityOrdered.type)
    .map(({ type }) => type.slice('adjudication.'.length))
}

describe('an order of confidentiality on a part of a court case, such as that of a child', () => {
  it('closes the part with its hearings and what happens there, and leaves the trial of the others', () =>
    expect(shownTo('victimSupport')).toEqual(['CourtCaseRegistered', 'HearingScheduled', 'HearingHeld']))

  it('withholds nothing from the court and the parties', () => {
    expect(shownTo('adjudication')).toHaveLength(proceedings.length)
    expect(shownTo('prosecution')).toHaveLength(proceedings.length)
  })
})
