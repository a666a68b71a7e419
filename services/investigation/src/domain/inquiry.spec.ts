import {
  CloseInvestigation,
  CoerciveMeasureAuthorised,
  ConductInterview,
  ForeignIdentificationRecognised,
  InterviewConducted,
  InvestigationClosed,
  InvestigationReopened,
  InvestigationSuspended,
  OnlineTraceRecorded,
  PreservationAnswered,
  PreservationRequested,
  PresumedVictimIdentified,
  RecordCoerciveMeasure,
  RecordOnlineTrace,
  RecordPreservationAnswer,
  RecordTraffickingEpisode,
  ReopenInvestigation,
  RequestPreservation,
  SuspendInvestigation,
  TraffickingEpisodeRecorded,
  VictimStatusDetermined,
  CaseReferredToProsecution,
} from '@case-timeline/contracts'
import { commanded, rulesHaveOneName, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './inquiry.rules.ts'
import { aCase, identifyVictim, mai, refer, stranger, trader } from './investigation.fixtures.ts'
import { investigation } from './investigation.decide.ts'
import * as caseRules from './investigation.rules.ts'
import type { KnownCare, KnownInterpreter } from './investigation.commands.ts'
import type { InvestigationFact } from './investigation.ts'

const given = specificationOf(investigation)
const opened = aCase().opened()
const { traceId } = RecordOnlineTrace.example
const { requestId, expiresAt } = RequestPreservation.example

const lookedAfter: KnownCare = { informed: true, consents: true, hasGuardian: true, reflects: false }
const interview = (but: Partial<(typeof ConductInterview)['example']> = {}, known: Partial<KnownCare & KnownInterpreter> = {}) =>
  commanded(ConductInterview, { ...ConductInterview.example, personRef: mai, ...but }, { ...lookedAfter, ...known })
const trace: InvestigationFact = { type: OnlineTraceRecorded.type, data: OnlineTraceRecorded.example }
const asked: InvestigationFact = { type: PreservationRequested.type, data: PreservationRequested.example }
const child: InvestigationFact = {
  type: PresumedVictimIdentified.type,
  data: { ...PresumedVictimIdentified.example, personRef: mai, ageBand: 'child' },
}
const request = (but: Partial<(typeof RequestPreservation)['example']> = {}) =>
  commanded(RequestPreservation, { ...RequestPreservation.example, ...but }, {})

describe('an interview', () => {
  it('is recorded', () => given(opened.withPresumedVictim(mai)).when(interview()).then(InterviewConducted))

  it(rules.aVictimKnowsHerRightsBeforeAnInterview.sentence, () =>
    given(opened)
      .when(interview({}, { informed: false }))
      .then(InterviewConducted, warning(rules.aVictimKnowsHerRightsBeforeAnInterview)),
  )

  it('asks it of a presumed victim whom police interview as a suspect, and of no other suspect', () => {
    const asSuspect = interview({ capacity: 'suspect' }, { informed: false })
    given(opened.withPresumedVictim(mai)).when(asSuspect).then(InterviewConducted, warning(rules.aVictimKnowsHerRightsBeforeAnInterview))
    given(opened).when(asSuspect).then(InterviewConducted)
  })

  it(rules.aVictimConsentsToHerInterview.sentence, () =>
    given(opened)
      .when(interview({}, { consents: false }))
      .then(InterviewConducted, warning(rules.aVictimConsentsToHerInterview)),
  )

  it(rules.aChildIsNotInterviewedAlone.sentence, () => {
    const history = [...opened, child]
    given(history)
      .when(interview({ supportPerson: false }, { hasGuardian: false }))
      .then(InterviewConducted, warning(rules.aChildIsNotInterviewedAlone))
    given(history)
      .when(interview({ supportPerson: false }))
      .then(InterviewConducted)
    given(history)
      .when(interview({}, { hasGuardian: false }))
      .then(InterviewConducted)
  })

  it('whose age nobody knows is a child’s in doubt: of one determined, recognised or only called a victim', () => {
    const alone = interview({ supportPerson: false }, { hasGuardian: false })
    const determined: InvestigationFact = {
      type: VictimStatusDetermined.type,
      data: { ...VictimStatusDetermined.example, personRef: mai },
    }
    const recognised: InvestigationFact = {
      type: ForeignIdentificationRecognised.type,
      data: { ...ForeignIdentificationRecognised.example, personRef: mai },
    }
    for (const history of [[determined], [recognised], []])
      given([...opened, ...history])
        .when(alone)
        .then(InterviewConducted, warning(rules.aChildIsNotInterviewedAlone))
    given([...opened.withPresumedVictim(mai), determined])
      .when(alone)
      .then(InterviewConducted)
    given(opened)
      .when(interview({ supportPerson: false, capacity: 'witness' }, { hasGuardian: false }))
      .then(InterviewConducted)
  })

  it(rules.nobodyIsPressedWhileSheReflects.sentence, () =>
    given(opened)
      .when(interview({}, { reflects: true }))
      .then(InterviewConducted, warning(rules.nobodyIsPressedWhileSheReflects)),
  )

  it(rules.theInterpreterOfAnInterviewIsNoSuspect.sentence, () => {
    given(opened.withSuspect(trader))
      .when(interview({ interpreterRef: trader }))
      .then(InterviewConducted, warning(rules.theInterpreterOfAnInterviewIsNoSuspect))
    given(opened.withSuspect(trader))
      .when(interview({ interpreterRef: undefined }))
      .then(InterviewConducted)
    given(opened.withSuspect(trader))
      .when(interview({ interpreterRef: stranger }, { interpreterRefs: [stranger, trader] }))
      .then(InterviewConducted, warning(rules.theInterpreterOfAnInterviewIsNoSuspect))
    given(opened)
      .when(interview({ interpreterRef: stranger }, { interpreterRefs: [stranger], interpreterIsAccused: true }))
      .then(InterviewConducted, warning(rules.theInterpreterOfAnInterviewIsNoSuspect))
  })
})

describe('a trace online', () => {
  const record = commanded(RecordOnlineTrace, RecordOnlineTrace.example, {})
  it('is recorded', () => given(opened).when(record).then(OnlineTraceRecorded))
  it(rules.aTraceIsRecordedOnce.sentence, () =>
    given([...opened, trace])
      .when(record)
      .thenRefusedBy(rules.aTraceIsRecordedOnce),
  )
})

describe('asking a platform to preserve', () => {
  const history = [...opened, trace]
  it('is recorded', () => given(history).when(request()).then(PreservationRequested))
  it(rules.onlyRecordedTracesArePreserved.sentence, () => {
    given(opened).when(request()).thenRefusedBy(rules.onlyRecordedTracesArePreserved)
    given(history)
      .when(request({ traceIds: [traceId, mai] }))
      .thenRefusedBy(rules.onlyRecordedTracesArePreserved)
  })
  it(rules.aPreservationIsRequestedOnce.sentence, () =>
    given([...history, asked])
      .when(request())
      .thenRefusedBy(rules.aPreservationIsRequestedOnce),
  )
  it(rules.aPreservationLooksAhead.sentence, () =>
    given(history)
      .when(request({ expiresAt: '2026-11-25T10:00:00Z' }))
      .thenRefusedBy(rules.aPreservationLooksAhead),
  )

  describe('and its answer', () => {
    const answer = commanded(RecordPreservationAnswer, { requestId, outcome: 'preserved' }, {})
    it('is recorded', () =>
      given([...history, asked])
        .when(answer)
        .then(PreservationAnswered))
    it(rules.anAnswerHasItsPreservationRequest.sentence, () =>
      given(history).when(answer).thenRefusedBy(rules.anAnswerHasItsPreservationRequest),
    )
    it(rules.aPreservationIsAnsweredInTime.sentence, () => {
      const late = { ...answer, now: '2027-06-01T00:00:00Z' }
      given([...history, asked])
        .when({ ...late, occurredAt: '2027-03-01' })
        .then(PreservationAnswered, warning(rules.aPreservationIsAnsweredInTime))
      given([...history, asked])
        .when({ ...late, occurredAt: expiresAt.slice(0, 10) })
        .then(PreservationAnswered)
    })
  })
})

describe('a coercive measure', () => {
  const authorised = commanded(RecordCoerciveMeasure, RecordCoerciveMeasure.example, {})
  it('is recorded as authorised', () => given(opened).when(authorised).then(CoerciveMeasureAuthorised))
  it(rules.anAuthorisationIsStillValid.sentence, () =>
    given(opened)
      .when({ ...authorised, data: { ...authorised.data, validUntil: '2026-01-01T00:00:00Z' }, occurredAt: '2026-01-02' })
      .then(CoerciveMeasureAuthorised, warning(rules.anAuthorisationIsStillValid)),
  )
})

describe('an episode of trafficking', () => {
  const episode = (from?: string, until?: string) =>
    commanded(RecordTraffickingEpisode, { ...RecordTraffickingEpisode.example, from, until }, {})

  it('is recorded, also without dates', () => given(opened).when(episode()).then(TraffickingEpisodeRecorded))
  it(rules.anEpisodeEndsAfterItStarts.sentence, () =>
    given(opened).when(episode('2026-02', '2026-01-31')).then(TraffickingEpisodeRecorded, warning(rules.anEpisodeEndsAfterItStarts)),
  )
  it.each([
    ['2026-02', '2026-02-01'],
    ['2026', '2026-02-01'],
    ['2026-02-01', '2026-02-01'],
  ])('from %s until %s is in order, as far as it is known', (from, until) =>
    given(opened).when(episode(from, until)).then(TraffickingEpisodeRecorded),
  )
})

describe('a case that rests', () => {
  const suspend = commanded(SuspendInvestigation, SuspendInvestigation.example, {})
  const close = commanded(CloseInvestigation, CloseInvestigation.example, {})
  const reopen = commanded(ReopenInvestigation, ReopenInvestigation.example, {})
  const suspended: InvestigationFact = { type: InvestigationSuspended.type, data: InvestigationSuspended.example }
  const closed: InvestigationFact = { type: InvestigationClosed.type, data: InvestigationClosed.example }

  it('was suspended, or closed', () => {
    given(opened).when(suspend).then(InvestigationSuspended)
    given(opened).when(close).then(InvestigationClosed)
    given([...opened, suspended])
      .when(close)
      .then(InvestigationClosed)
  })

  it.each([suspend, request(), refer()])(`${caseRules.aRestingCaseIsReopenedFirst.sentence}: $name`, (command) => {
    given([...opened, suspended])
      .when(command)
      .thenRefusedBy(caseRules.aRestingCaseIsReopenedFirst)
    given([...opened, closed])
      .when(command)
      .thenRefusedBy(caseRules.aRestingCaseIsReopenedFirst)
  })

  it('still takes in what becomes known: a victim is identified whatever rests', () =>
    given([...opened, closed])
      .when(identifyVictim(mai))
      .then(PresumedVictimIdentified))

  it(caseRules.aClosedCaseIsClosed.sentence, () =>
    given([...opened, closed])
      .when(close)
      .thenRefusedBy(caseRules.aClosedCaseIsClosed),
  )
  it(caseRules.onlyARestingCaseIsReopened.sentence, () => given(opened).when(reopen).thenRefusedBy(caseRules.onlyARestingCaseIsReopened))

  it('goes on where it was when it is reopened', () => {
    const reopened: InvestigationFact = { type: InvestigationReopened.type, data: InvestigationReopened.example }
    given([...opened, closed])
      .when(reopen)
      .then(InvestigationReopened)
    given([...opened.withSuspect(trader), suspended, reopened])
      .when(refer())
      .then(CaseReferredToProsecution)
    given([...opened.withSuspect(trader).referred(), closed, reopened])
      .when(refer())
      .thenRefusedBy(caseRules.aDossierIsReferredOnce)
  })
})

it('each rule of an inquiry has one name', () => rulesHaveOneName('investigation', rules))
