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
import { commandFor, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './inquiry.rules.ts'
import { aCase, identifyVictim, mai, refer, stranger, trader } from './investigation.fixtures.ts'
import { investigationStream } from './investigation.stream.ts'
import * as caseRules from './investigation.rules.ts'
import type { KnownCare, KnownInterpreter } from './investigation.commands.ts'
import type { InvestigationEvent } from './investigation.ts'

const given = specificationOf(investigationStream)
const opened = aCase().opened()
const { traceId } = RecordOnlineTrace.example
const { requestId, expiresAt } = RequestPreservation.example

const fullCare: KnownCare = { informed: true, consents: true, hasGuardian: true, isInReflectionPeriod: false }
const interview = (changes: Partial<(typeof ConductInterview)['example']> = {}, known: Partial<KnownCare & KnownInterpreter> = {}) =>
  commandFor(ConductInterview, { ...ConductInterview.example, personRef: mai, ...changes }, { ...fullCare, ...known })
const trace: InvestigationEvent = { type: OnlineTraceRecorded.type, data: OnlineTraceRecorded.example }
const preservationRequested: InvestigationEvent = { type: PreservationRequested.type, data: PreservationRequested.example }
const child: InvestigationEvent = {
  type: PresumedVictimIdentified.type,
  data: { ...PresumedVictimIdentified.example, personRef: mai, ageBand: 'child' },
}
const request = (changes: Partial<(typeof RequestPreservation)['example']> = {}) =>
  commandFor(RequestPreservation, { ...RequestPreservation.example, ...changes }, {})

describe('an interview', () => {
  it('is recorded', () => given(opened.withPresumedVictim(mai)).when(interview()).then(InterviewConducted))

  it(rules.victimIsInformedOfRightsBeforeInterview.sentence, () =>
    given(opened)
      .when(interview({}, { informed: false }))
      .then(InterviewConducted, warning(rules.victimIsInformedOfRightsBeforeInterview)),
  )

  it('raises this warning also for a presumed victim who is interviewed as a suspect, but for no other suspect', () => {
    const asSuspect = interview({ capacity: 'suspect' }, { informed: false })
    given(opened.withPresumedVictim(mai)).when(asSuspect).then(InterviewConducted, warning(rules.victimIsInformedOfRightsBeforeInterview))
    given(opened).when(asSuspect).then(InterviewConducted)
  })

  it(rules.basisOfInterviewIsCertain.sentence, () =>
    given(opened)
      .when(interview({}, { uncertain: ['consents'] }))
      .then(InterviewConducted, warning(rules.basisOfInterviewIsCertain)),
  )

  it(rules.victimConsentsToInterview.sentence, () =>
    given(opened)
      .when(interview({}, { consents: false }))
      .then(InterviewConducted, warning(rules.victimConsentsToInterview)),
  )

  it(rules.childIsNotInterviewedAlone.sentence, () => {
    const history = [...opened, child]
    given(history)
      .when(interview({ supportPerson: false }, { hasGuardian: false }))
      .then(InterviewConducted, warning(rules.childIsNotInterviewedAlone))
    given(history)
      .when(interview({ supportPerson: false }))
      .then(InterviewConducted)
    given(history)
      .when(interview({}, { hasGuardian: false }))
      .then(InterviewConducted)
  })

  it('of a victim whose age is unknown needs the protection of a child: determined, recognised or only named as a victim', () => {
    const alone = interview({ supportPerson: false }, { hasGuardian: false })
    const determined: InvestigationEvent = {
      type: VictimStatusDetermined.type,
      data: { ...VictimStatusDetermined.example, personRef: mai },
    }
    const recognised: InvestigationEvent = {
      type: ForeignIdentificationRecognised.type,
      data: { ...ForeignIdentificationRecognised.example, personRef: mai },
    }
    for (const history of [[determined], [recognised], []])
      given([...opened, ...history])
        .when(alone)
        .then(InterviewConducted, warning(rules.childIsNotInterviewedAlone))
    given([...opened.withPresumedVictim(mai), determined])
      .when(alone)
      .then(InterviewConducted)
    given(opened)
      .when(interview({ supportPerson: false, capacity: 'witness' }, { hasGuardian: false }))
      .then(InterviewConducted)
  })

  it(rules.victimIsNotInterviewedDuringReflection.sentence, () =>
    given(opened)
      .when(interview({}, { isInReflectionPeriod: true }))
      .then(InterviewConducted, warning(rules.victimIsNotInterviewedDuringReflection)),
  )

  it(rules.interviewInterpreterIsNotSuspect.sentence, () => {
    given(opened.withSuspect(trader))
      .when(interview({ interpreterRef: trader }))
      .then(InterviewConducted, warning(rules.interviewInterpreterIsNotSuspect))
    given(opened.withSuspect(trader))
      .when(interview({ interpreterRef: undefined }))
      .then(InterviewConducted)
    given(opened.withSuspect(trader))
      .when(interview({ interpreterRef: stranger }, { interpreterRefs: [stranger, trader] }))
      .then(InterviewConducted, warning(rules.interviewInterpreterIsNotSuspect))
    given(opened)
      .when(interview({ interpreterRef: stranger }, { interpreterRefs: [stranger], interpreterIsAccused: true }))
      .then(InterviewConducted, warning(rules.interviewInterpreterIsNotSuspect))
  })
})

describe('an online trace', () => {
  const record = commandFor(RecordOnlineTrace, RecordOnlineTrace.example, {})
  it('is recorded', () => given(opened).when(record).then(OnlineTraceRecorded))
  it(rules.traceIsRecordedOnce.sentence, () =>
    given([...opened, trace])
      .when(record)
      .thenRefusedBy(rules.traceIsRecordedOnce),
  )
})

describe('requesting preservation from a platform', () => {
  const history = [...opened, trace]
  it('is recorded', () => given(history).when(request()).then(PreservationRequested))
  it(rules.onlyRecordedTracesArePreserved.sentence, () => {
    given(opened).when(request()).thenRefusedBy(rules.onlyRecordedTracesArePreserved)
    given(history)
      .when(request({ traceIds: [traceId, mai] }))
      .thenRefusedBy(rules.onlyRecordedTracesArePreserved)
  })
  it(rules.preservationIsRequestedOnce.sentence, () =>
    given([...history, preservationRequested])
      .when(request())
      .thenRefusedBy(rules.preservationIsRequestedOnce),
  )
  it(rules.preservationEndsAfterRequest.sentence, () =>
    given(history)
      .when(request({ expiresAt: '2026-11-25T10:00:00Z' }))
      .thenRefusedBy(rules.preservationEndsAfterRequest),
  )
  it('of an earlier year is recorded after it has expired', () => {
    const expired = request({ expiresAt: '2016-06-25T10:00:00Z' })
    given(history)
      .when({ ...expired, occurredAt: '2016-03-27' })
      .then(PreservationRequested)
    given(history)
      .when({ ...expired, occurredAt: '2016-07-01' })
      .thenRefusedBy(rules.preservationEndsAfterRequest)
  })

  describe('the answer of the platform', () => {
    const answer = commandFor(RecordPreservationAnswer, { requestId, outcome: 'preserved' }, {})
    it('is recorded', () =>
      given([...history, preservationRequested])
        .when(answer)
        .then(PreservationAnswered))
    it(rules.answerHasItsPreservationRequest.sentence, () =>
      given(history).when(answer).thenRefusedBy(rules.answerHasItsPreservationRequest),
    )
    it(rules.preservationIsAnsweredInTime.sentence, () => {
      const late = { ...answer, now: '2027-06-01T00:00:00Z' }
      given([...history, preservationRequested])
        .when({ ...late, occurredAt: '2027-03-01' })
        .then(PreservationAnswered, warning(rules.preservationIsAnsweredInTime))
      given([...history, preservationRequested])
        .when({ ...late, occurredAt: expiresAt.slice(0, 10) })
        .then(PreservationAnswered)
    })
  })
})

describe('a coercive measure', () => {
  const authorised = commandFor(RecordCoerciveMeasure, RecordCoerciveMeasure.example, {})
  it('is recorded as authorised', () => given(opened).when(authorised).then(CoerciveMeasureAuthorised))
  it(rules.authorisationIsStillValid.sentence, () =>
    given(opened)
      .when({ ...authorised, data: { ...authorised.data, validUntil: '2026-01-01T00:00:00Z' }, occurredAt: '2026-01-02' })
      .then(CoerciveMeasureAuthorised, warning(rules.authorisationIsStillValid)),
  )
})

describe('an episode of trafficking', () => {
  const episode = (from?: string, until?: string) =>
    commandFor(RecordTraffickingEpisode, { ...RecordTraffickingEpisode.example, from, until }, {})

  it('is recorded, also without dates', () => given(opened).when(episode()).then(TraffickingEpisodeRecorded))
  it(rules.episodeEndsAfterItStarts.sentence, () =>
    given(opened).when(episode('2026-02', '2026-01-31')).then(TraffickingEpisodeRecorded, warning(rules.episodeEndsAfterItStarts)),
  )
  it.each([
    ['2026-02', '2026-02-01'],
    ['2026', '2026-02-01'],
    ['2026-02-01', '2026-02-01'],
  ])('from %s until %s raises no warning when the dates are imprecise', (from, until) =>
    given(opened).when(episode(from, until)).then(TraffickingEpisodeRecorded),
  )
})

describe('a suspended or closed case', () => {
  const suspend = commandFor(SuspendInvestigation, SuspendInvestigation.example, {})
  const close = commandFor(CloseInvestigation, CloseInvestigation.example, {})
  const reopen = commandFor(ReopenInvestigation, ReopenInvestigation.example, {})
  const suspended: InvestigationEvent = { type: InvestigationSuspended.type, data: InvestigationSuspended.example }
  const closed: InvestigationEvent = { type: InvestigationClosed.type, data: InvestigationClosed.example }

  it('is recorded as suspended or as closed', () => {
    given(opened).when(suspend).then(InvestigationSuspended)
    given(opened).when(close).then(InvestigationClosed)
    given([...opened, suspended])
      .when(close)
      .then(InvestigationClosed)
  })

  it.each([suspend, request(), refer()])(`${caseRules.inactiveCaseIsReopenedFirst.sentence}: $name`, (command) => {
    given([...opened, suspended])
      .when(command)
      .thenRefusedBy(caseRules.inactiveCaseIsReopenedFirst)
    given([...opened, closed])
      .when(command)
      .thenRefusedBy(caseRules.inactiveCaseIsReopenedFirst)
  })

  it('still records reports, such as the identification of a victim', () =>
    given([...opened, closed])
      .when(identifyVictim(mai))
      .then(PresumedVictimIdentified))

  it(caseRules.closedCaseIsNotClosedAgain.sentence, () =>
    given([...opened, closed])
      .when(close)
      .thenRefusedBy(caseRules.closedCaseIsNotClosedAgain),
  )
  it(caseRules.onlyInactiveCaseIsReopened.sentence, () => given(opened).when(reopen).thenRefusedBy(caseRules.onlyInactiveCaseIsReopened))

  it('continues in its former state after it is reopened', () => {
    const reopened: InvestigationEvent = { type: InvestigationReopened.type, data: InvestigationReopened.example }
    given([...opened, closed])
      .when(reopen)
      .then(InvestigationReopened)
    given([...opened.withSuspect(trader), suspended, reopened])
      .when(refer())
      .then(CaseReferredToProsecution)
    given([...opened.withSuspect(trader).referred(), closed, reopened])
      .when(refer())
      .thenRefusedBy(caseRules.dossierIsReferredOnce)
  })
})

it('the id of each rule on inquiries matches the name of its constant', () => ruleIdsMatchConstants('investigation', rules))
