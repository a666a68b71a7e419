import {
  AnswerTreatmentConcern,
  complaintCommands,
  ComplaintLodged,
  ComplaintResolved,
  LodgeComplaint,
  RaiseTreatmentConcern,
  ResolveComplaint,
  VictimTreatmentConcernAnswered,
  VictimTreatmentConcernRaised,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { complaint } from './complaint.decide.ts'
import * as rules from './complaint.rules.ts'
import type { ComplaintCommand, ComplaintEvent } from './complaint.ts'
import { aunt, girl, unknownId } from './person.fixtures.ts'

const { answeredComplaintIsOpen, answerFitsWhatWasRaised, complaintConcernsASupportedPerson, complaintIsRaisedOnce } = rules

const given = specificationOf(complaint)
const supported = { supported: [girl] }
const lodge = (known: { supported: readonly string[] } = supported) =>
  commanded(LodgeComplaint, { complaintId: unknownId, personRef: girl, about: 'ph-police', kind: 'blaming' }, known)
const resolve = (personRef = girl) => commanded(ResolveComplaint, { complaintId: unknownId, personRef, outcome: 'upheld' }, supported)
const raise = () =>
  commanded(
    RaiseTreatmentConcern,
    { concernId: unknownId, personRef: girl, byRole: 'case-worker', about: 'ph-police', kind: 'blaming' },
    supported,
  )
const answer = () => commanded(AnswerTreatmentConcern, { concernId: unknownId, personRef: girl, outcome: 'upheld' }, supported)
const lodged: ComplaintEvent = { type: ComplaintLodged.type, data: lodge().data }
const raised: ComplaintEvent = { type: VictimTreatmentConcernRaised.type, data: raise().data }
const resolved: ComplaintEvent = { type: ComplaintResolved.type, data: resolve().data }

describe('a complaint of hers, or a concern about how she is treated', () => {
  it('is raised, then answered', () => {
    given().when(lodge()).then(ComplaintLodged)
    given([lodged]).when(resolve()).then(ComplaintResolved)
    given().when(raise()).then(VictimTreatmentConcernRaised)
    given([raised]).when(answer()).then(VictimTreatmentConcernAnswered)
  })
  it(complaintConcernsASupportedPerson.sentence, () =>
    given()
      .when(lodge({ supported: [] }))
      .thenRefusedBy(complaintConcernsASupportedPerson),
  )
  it(complaintIsRaisedOnce.sentence, () => {
    given([lodged]).when(lodge()).thenRefusedBy(complaintIsRaisedOnce)
    given([lodged]).when(raise()).thenRefusedBy(complaintIsRaisedOnce)
  })
  it(answeredComplaintIsOpen.sentence, () => {
    given().when(resolve()).thenRefusedBy(answeredComplaintIsOpen)
    given([lodged, resolved]).when(resolve()).thenRefusedBy(answeredComplaintIsOpen)
  })
  it(answerFitsWhatWasRaised.sentence, () => {
    given([raised]).when(resolve()).thenRefusedBy(answerFitsWhatWasRaised)
    given([lodged]).when(answer()).thenRefusedBy(answerFitsWhatWasRaised)
    given([lodged]).when(resolve(aunt)).thenRefusedBy(answerFitsWhatWasRaised)
  })
})

describe('whatever is asked of a complaint', () => {
  const commands = anyOf<ComplaintCommand>(complaintCommands, fc.constant({ supported: fewIds }))
  const events = [ComplaintLodged, ComplaintResolved, VictimTreatmentConcernRaised, VictimTreatmentConcernAnswered]

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(complaint, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(complaint, commands))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(complaint, events, commands))
  it('each rule has one name', () => rulesHaveOneName('victimSupport', rules))
})
