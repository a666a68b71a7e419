import type { Decided } from '@case-timeline/decider'
import type {
  ConductInterview,
  RecordCoerciveMeasure,
  RecordOnlineTrace,
  RecordPreservationAnswer,
  RecordTraffickingEpisode,
  RequestPreservation,
} from './investigation.commands.ts'
import type { Active, InvestigationEvent, Opened } from './investigation.ts'
import {
  basisOfInterviewIsCertain,
  childIsNotInterviewedAlone,
  answerHasItsPreservationRequest,
  authorisationIsStillValid,
  episodeEndsAfterItStarts,
  preservationIsAnsweredInTime,
  preservationIsRequestedOnce,
  preservationEndsAfterRequest,
  traceIsRecordedOnce,
  victimConsentsToInterview,
  victimIsInformedOfRightsBeforeInterview,
  victimIsNotInterviewedDuringReflection,
  onlyRecordedTracesArePreserved,
  interviewInterpreterIsNotSuspect,
} from './inquiry.rules.ts'

type Decision = Decided<InvestigationEvent>

export const conductInterview = (_: Opened, { data }: ConductInterview): Decision => ({
  under: [
    victimIsInformedOfRightsBeforeInterview,
    victimConsentsToInterview,
    childIsNotInterviewedAlone,
    victimIsNotInterviewedDuringReflection,
    basisOfInterviewIsCertain,
    interviewInterpreterIsNotSuspect,
  ],
  events: [{ type: 'investigation.InterviewConducted', data }],
})

export const recordOnlineTrace = (_: Opened, { data }: RecordOnlineTrace): Decision => ({
  under: [traceIsRecordedOnce],
  events: [{ type: 'investigation.OnlineTraceRecorded', data }],
})

export const requestPreservation = (_: Active, { data }: RequestPreservation): Decision => ({
  under: [preservationIsRequestedOnce, onlyRecordedTracesArePreserved, preservationEndsAfterRequest],
  events: [{ type: 'investigation.PreservationRequested', data }],
})

export const recordPreservationAnswer = (_: Opened, { data }: RecordPreservationAnswer): Decision => ({
  under: [answerHasItsPreservationRequest, preservationIsAnsweredInTime],
  events: [{ type: 'investigation.PreservationAnswered', data }],
})

export const recordCoerciveMeasure = (_: Opened, { data }: RecordCoerciveMeasure): Decision => ({
  under: [authorisationIsStillValid],
  events: [{ type: 'investigation.CoerciveMeasureAuthorised', data }],
})

export const recordTraffickingEpisode = (_: Opened, { data }: RecordTraffickingEpisode): Decision => ({
  under: [episodeEndsAfterItStarts],
  events: [{ type: 'investigation.TraffickingEpisodeRecorded', data }],
})
