import { LaterIndictmentRegistered, PrivateComplaintRegistered, RegisterPrivateComplaint, VerdictDelivered } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import {
  aCourtCase,
  chargeId,
  deliverVerdict,
  indicted,
  indictmentId,
  judge,
  registerCourtCase,
  trader,
  witness,
} from './court-case.fixtures.ts'
import { complainedChargeIsUndecided, complaintAccusesNoVictim, privateComplaintIsRegisteredOnce } from './court-case.rules.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import { verdictComesFromAssignedJudge, verdictFollowsHearing } from './judgment.rules.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCaseStream)([...history])

const complaint = {
  ...PrivateComplaintRegistered.example,
  complainantRef: witness,
  charges: [{ chargeId, accusedRef: trader, offenceCode: 'forcedLabour', victims: [witness] }],
}
const complained: CourtCaseEvent = { type: PrivateComplaintRegistered.type, data: complaint }
const registerComplaint = (victims: readonly string[] = []) => commandFor(RegisterPrivateComplaint, complaint, { victims })
const assigned: CourtCaseEvent = { type: 'adjudication.JudgeAssigned', data: { judgeRefs: [judge], bench: 'single' } }
const held: CourtCaseEvent = {
  type: 'adjudication.HearingHeld',
  data: { hearingId: indictmentId, attendance: [{ personRef: trader, capacity: 'accused' }], closed: false },
}

describe('a private or direct complaint', () => {
  it('brings a case before a court without police, prosecutor or indictment', () =>
    given().when(registerComplaint()).then(PrivateComplaintRegistered))

  it('is the court case: it is tried and decided as one that was indicted', () =>
    given([complained, assigned, held])
      .when(deliverVerdict({}, { ...indicted, indictments: [{ indictmentId: complaint.complaintId, chargeIds: [chargeId] }] }))
      .then(VerdictDelivered))

  it('leaves an indictment that is filed later to be a part of its own', () =>
    given([complained]).when(registerCourtCase()).then(LaterIndictmentRegistered))

  it('is a part of its own, with a bench and hearings of its own, in a case that the court has already', () => {
    const tried = [...aCourtCase().registered().withJudge(), held]
    given(tried).when(registerComplaint()).then(PrivateComplaintRegistered)
    given([...tried, complained])
      .when(deliverVerdict())
      .then(VerdictDelivered, warning(verdictComesFromAssignedJudge), warning(verdictFollowsHearing))
  })

  it(privateComplaintIsRegisteredOnce.sentence, () => {
    given([complained]).when(registerComplaint()).thenRefusedBy(privateComplaintIsRegisteredOnce)
    given([...aCourtCase().registered(), complained])
      .when(registerComplaint())
      .thenRefusedBy(privateComplaintIsRegisteredOnce)
  })

  it(`${complainedChargeIsUndecided.sentence}; it is recorded with a warning`, () => {
    const decided = { type: VerdictDelivered.type, data: { ...VerdictDelivered.example, chargeId, accusedRef: trader } } as const
    given([...aCourtCase().registered().withJudge(), held, decided])
      .when(registerComplaint())
      .then(PrivateComplaintRegistered, warning(complainedChargeIsUndecided))
  })

  it(`${complaintAccusesNoVictim.sentence}; it is recorded with a warning`, () =>
    given()
      .when(registerComplaint([trader]))
      .then(PrivateComplaintRegistered, warning(complaintAccusesNoVictim)))
})
