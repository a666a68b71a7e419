import type { Decided } from '@case-timeline/decider'
import type {
  ConductInterview,
  RecordCoerciveMeasure,
  RecordOnlineTrace,
  RecordPreservationAnswer,
  RecordTraffickingEpisode,
  RequestPreservation,
} from './investigation.commands.ts'
import type { Active, InvestigationFact, Opened } from './investigation.ts'
import {
  aChildIsNotInterviewedAlone,
  anAnswerHasItsPreservationRequest,
  anAuthorisationIsStillValid,
  anEpisodeEndsAfterItStarts,
  aPreservationIsAnsweredInTime,
  aPreservationIsRequestedOnce,
  aPreservationLooksAhead,
  aTraceIsRecordedOnce,
  aVictimConsentsToHerInterview,
  aVictimKnowsHerRightsBeforeAnInterview,
  nobodyIsPressedWhileSheReflects,
  onlyRecordedTracesArePreserved,
  theInterpreterOfAnInterviewIsNoSuspect,
} from './inquiry.rules.ts'

type Decision = Decided<InvestigationFact>

export const conductInterview = (_: Opened, { data }: ConductInterview): Decision => ({
  under: [
    aVictimKnowsHerRightsBeforeAnInterview,
    aVictimConsentsToHerInterview,
    aChildIsNotInterviewedAlone,
    nobodyIsPressedWhileSheReflects,
    theInterpreterOfAnInterviewIsNoSuspect,
  ],
  events: [{ type: 'investigation.InterviewConducted', data }],
})

export const recordOnlineTrace = (_: Opened, { data }: RecordOnlineTrace): Decision => ({
  under: [aTraceIsRecordedOnce],
  events: [{ type: 'investigation.OnlineTraceRecorded', data }],
})

export const requestPreservation = (_: Active, { data }: RequestPreservation): Decision => ({
  under: [aPreservationIsRequestedOnce, onlyRecordedTracesArePreserved, aPreservationLooksAhead],
  events: [{ type: 'investigation.PreservationRequested', data }],
})

export const recordPreservationAnswer = (_: Opened, { data }: RecordPreservationAnswer): Decision => ({
  under: [anAnswerHasItsPreservationRequest, aPreservationIsAnsweredInTime],
  events: [{ type: 'investigation.PreservationAnswered', data }],
})

export const recordCoerciveMeasure = (_: Opened, { data }: RecordCoerciveMeasure): Decision => ({
  under: [anAuthorisationIsStillValid],
  events: [{ type: 'investigation.CoerciveMeasureAuthorised', data }],
})

export const recordTraffickingEpisode = (_: Opened, { data }: RecordTraffickingEpisode): Decision => ({
  under: [anEpisodeEndsAfterItStarts],
  events: [{ type: 'investigation.TraffickingEpisodeRecorded', data }],
})
