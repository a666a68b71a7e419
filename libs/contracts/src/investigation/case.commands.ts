import { commandType } from '../command-type.ts'
import { SEALED_EXAMPLE } from '../sealed.ts'
import { CoerciveMeasureAuthorised } from './coercive-measure-authorised.ts'
import { ForeignIdentificationRecognised } from './foreign-identification-recognised.ts'
import { InterviewConducted } from './interview-conducted.ts'
import { InvestigationClosed } from './investigation-closed.ts'
import { InvestigationReopened } from './investigation-reopened.ts'
import { InvestigationSuspended } from './investigation-suspended.ts'
import { OnlineTraceRecorded } from './online-trace-recorded.ts'
import { PreservationAnswered } from './preservation-answered.ts'
import { PreservationRequested } from './preservation-requested.ts'
import { TraffickingEpisodeRecorded } from './trafficking-episode-recorded.ts'
import { VictimStatusDetermined } from './victim-status-determined.ts'

export const DetermineVictimStatus = commandType({
  name: 'DetermineVictimStatus',
  service: 'investigation',
  meaning: 'Determine whether a person is a victim of trafficking, with the grounds for it.',
  data: VictimStatusDetermined.data,
  example: VictimStatusDetermined.example,
})

export const RecogniseForeignIdentification = commandType({
  name: 'RecogniseForeignIdentification',
  service: 'investigation',
  meaning: 'Recognise that another country identified a person as a victim.',
  data: ForeignIdentificationRecognised.data,
  example: ForeignIdentificationRecognised.example,
})

export const ConductInterview = commandType({
  name: 'ConductInterview',
  service: 'investigation',
  meaning: 'Record an interview.',
  data: InterviewConducted.data,
  example: InterviewConducted.example,
})

export const RecordOnlineTrace = commandType({
  name: 'RecordOnlineTrace',
  service: 'investigation',
  meaning: 'Record a trace of what was done online.',
  data: OnlineTraceRecorded.data.required({ value: true }),
  seals: OnlineTraceRecorded,
  example: { ...OnlineTraceRecorded.example, value: SEALED_EXAMPLE },
})

export const RequestPreservation = commandType({
  name: 'RequestPreservation',
  service: 'investigation',
  meaning: 'Ask a platform to keep what it holds of some traces.',
  data: PreservationRequested.data,
  example: PreservationRequested.example,
})

export const RecordPreservationAnswer = commandType({
  name: 'RecordPreservationAnswer',
  service: 'investigation',
  meaning: 'Record what a platform answered.',
  data: PreservationAnswered.data,
  example: PreservationAnswered.example,
})

export const RecordCoerciveMeasure = commandType({
  name: 'RecordCoerciveMeasure',
  service: 'investigation',
  meaning: 'Record that a search, an interception or the like was authorised.',
  data: CoerciveMeasureAuthorised.data,
  example: CoerciveMeasureAuthorised.example,
})

export const RecordTraffickingEpisode = commandType({
  name: 'RecordTraffickingEpisode',
  service: 'investigation',
  meaning: 'Record where and when a person was recruited, taken through or exploited.',
  data: TraffickingEpisodeRecorded.data,
  example: TraffickingEpisodeRecorded.example,
})

export const SuspendInvestigation = commandType({
  name: 'SuspendInvestigation',
  service: 'investigation',
  meaning: 'Let the case rest.',
  data: InvestigationSuspended.data,
  example: InvestigationSuspended.example,
})

export const CloseInvestigation = commandType({
  name: 'CloseInvestigation',
  service: 'investigation',
  meaning: 'Close the case.',
  data: InvestigationClosed.data,
  example: InvestigationClosed.example,
})

export const ReopenInvestigation = commandType({
  name: 'ReopenInvestigation',
  service: 'investigation',
  meaning: 'Take a suspended or closed case up again.',
  data: InvestigationReopened.data,
  example: InvestigationReopened.example,
})

export const caseCommands = [
  DetermineVictimStatus,
  RecogniseForeignIdentification,
  ConductInterview,
  RecordOnlineTrace,
  RequestPreservation,
  RecordPreservationAnswer,
  RecordCoerciveMeasure,
  RecordTraffickingEpisode,
  SuspendInvestigation,
  CloseInvestigation,
  ReopenInvestigation,
] as const
