import { recordBelongsToCase } from '@case-timeline/casework'
import {
  AnswerTreatmentConcern,
  ComplaintLodged,
  ComplaintResolved,
  LodgeComplaint,
  RaiseTreatmentConcern,
  ResolveComplaint,
  VictimTreatmentConcernAnswered,
  VictimTreatmentConcernRaised,
} from '@case-timeline/contracts'
import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as rules from './complaint.rules.ts'
import { complaintStream } from './complaint.stream.ts'
import type { ComplaintEvent } from './complaint.ts'
import { aunt, girl, unknownId } from '../person/person.fixtures.ts'

const { answeredComplaintIsOpen, answerMatchesComplaint, complaintConcernsSupportedPerson, complaintIsRaisedOnce } = rules

const given = specificationOf(complaintStream)
const supported = { supported: [girl], caseExists: true }
const lodgeComplaint = (known: Partial<typeof supported> = {}) =>
  commandFor(LodgeComplaint, { complaintId: unknownId, personRef: girl, about: 'ph-police', kind: 'blaming' }, { ...supported, ...known })
const resolveComplaint = (personRef = girl) =>
  commandFor(ResolveComplaint, { complaintId: unknownId, personRef, outcome: 'upheld' }, supported)
const raiseConcern = () =>
  commandFor(
    RaiseTreatmentConcern,
    { concernId: unknownId, personRef: girl, byRole: 'case-worker', about: 'ph-police', kind: 'blaming' },
    supported,
  )
const answerConcern = () => commandFor(AnswerTreatmentConcern, { concernId: unknownId, personRef: girl, outcome: 'upheld' }, supported)
const lodged: ComplaintEvent = { type: ComplaintLodged.type, data: lodgeComplaint().data }
const raised: ComplaintEvent = { type: VictimTreatmentConcernRaised.type, data: raiseConcern().data }
const resolved: ComplaintEvent = { type: ComplaintResolved.type, data: resolveComplaint().data }

describe('a complaint of a person, or a concern about how the person is treated', () => {
  it('is raised, then answered', () => {
    given().when(lodgeComplaint()).then(ComplaintLodged)
    given([lodged]).when(resolveComplaint()).then(ComplaintResolved)
    given().when(raiseConcern()).then(VictimTreatmentConcernRaised)
    given([raised]).when(answerConcern()).then(VictimTreatmentConcernAnswered)
  })
  it(complaintConcernsSupportedPerson.sentence, () =>
    given()
      .when(lodgeComplaint({ supported: [] }))
      .then(ComplaintLodged, warning(complaintConcernsSupportedPerson)),
  )
  it(recordBelongsToCase.sentence, () =>
    given()
      .when(lodgeComplaint({ caseExists: false }))
      .thenRefusedBy(recordBelongsToCase),
  )
  it(complaintIsRaisedOnce.sentence, () => {
    given([lodged]).when(lodgeComplaint()).thenRefusedBy(complaintIsRaisedOnce)
    given([lodged]).when(raiseConcern()).thenRefusedBy(complaintIsRaisedOnce)
  })
  it(answeredComplaintIsOpen.sentence, () => {
    given().when(resolveComplaint()).thenRefusedBy(answeredComplaintIsOpen)
    given([lodged, resolved]).when(resolveComplaint()).thenRefusedBy(answeredComplaintIsOpen)
  })
  it(answerMatchesComplaint.sentence, () => {
    given([raised]).when(resolveComplaint()).thenRefusedBy(answerMatchesComplaint)
    given([lodged]).when(answerConcern()).thenRefusedBy(answerMatchesComplaint)
    given([lodged]).when(resolveComplaint(aunt)).thenRefusedBy(answerMatchesComplaint)
  })
})

describe('any command about a complaint', () => {
  const commands = anyCommandOf<CommandOfAggregate<typeof complaintStream>>(
    Object.values(complaintStream.commands).map(({ type }) => type),
    fc.constant({ supported: fewIds, caseExists: true }),
  )
  const events = [ComplaintLodged, ComplaintResolved, VictimTreatmentConcernRaised, VictimTreatmentConcernAnswered]

  it('records nothing new when it is decided twice', () => decidingTwiceChangesNothing(complaintStream, commands))
  it('never leads to a history on which evolve throws', () => evolveNeverThrows(complaintStream, commands))
  it('is refused only by integrity rules when it reports what happened', () => reportsOnlyRaiseWarnings(complaintStream, events, commands))
  it('is checked by rules whose ids match their constants', () => ruleIdsMatchConstants('victimSupport', rules))
})
