import { commandControllers } from '@case-timeline/http'
import { investigationStream } from './investigation.stream.ts'

const INVESTIGATORS = ['lead-investigator', 'investigator'] as const

export const investigationControllers = commandControllers(
  investigationStream,
  {
    investigation: {
      OpenCase: { opensCase: ['lead-investigator'] },
      ConductScreening: INVESTIGATORS,
      IdentifyPresumedVictim: INVESTIGATORS,
      IdentifySuspect: INVESTIGATORS,
      ArrestSuspect: INVESTIGATORS,
      ReferCaseToProsecution: ['lead-investigator'],
    },
    victims: {
      DetermineVictimStatus: ['lead-investigator'],
      RecogniseForeignIdentification: ['lead-investigator'],
      ConductInterview: INVESTIGATORS,
      RecordTraffickingEpisode: INVESTIGATORS,
      AnswerVictimReport: ['lead-investigator'],
      RecordComplaintWithdrawal: INVESTIGATORS,
    },
    inquiry: {
      RecordOnlineTrace: INVESTIGATORS,
      RequestPreservation: ['lead-investigator'],
      RecordPreservationAnswer: INVESTIGATORS,
      RequestTakedown: ['lead-investigator'],
      RecordPlatformAnswer: INVESTIGATORS,
      RecordCoerciveMeasure: INVESTIGATORS,
      SuspendInvestigation: ['lead-investigator'],
      CloseInvestigation: ['lead-investigator'],
      ReopenInvestigation: ['lead-investigator'],
    },
  },
  ['FlagVictimSuspectConflict'],
)
