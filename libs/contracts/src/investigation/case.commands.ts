import { commandType } from '../command-type.ts'
import { ENCRYPTED_EXAMPLE } from '../encrypted-members.ts'
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
  meaning: 'Determines whether a person is a victim of trafficking, with the grounds.',
  data: VictimStatusDetermined.data.omit({ approver: true }),
  example: VictimStatusDetermined.example,
  approvedBy: ['lead-investigator'],
})

export const RecogniseForeignIdentification = commandType({
  name: 'RecogniseForeignIdentification',
  service: 'investigation',
  meaning: 'Recognises another country’s identification of a person as a victim.',
  data: ForeignIdentificationRecognised.data,
  example: ForeignIdentificationRecognised.example,
})

export const ConductInterview = commandType({
  name: 'ConductInterview',
  service: 'investigation',
  meaning: 'Records an interview.',
  data: InterviewConducted.data,
  example: InterviewConducted.example,
})

export const RecordOnlineTrace = commandType({
  name: 'RecordOnlineTrace',
  service: 'investigation',
  meaning: 'Records a trace of online activity.',
  data: OnlineTraceRecorded.data.required({ value: true }),
  encrypts: OnlineTraceRecorded,
  example: { ...OnlineTraceRecorded.example, value: ENCRYPTED_EXAMPLE },
})

export const RequestPreservation = commandType({
  name: 'RequestPreservation',
  service: 'investigation',
  meaning: 'Requests a platform to preserve its data about online traces.',
  data: PreservationRequested.data,
  example: PreservationRequested.example,
})

export const RecordPreservationAnswer = commandType({
  name: 'RecordPreservationAnswer',
  service: 'investigation',
  meaning: 'Records a platform’s answer to a preservation request.',
  data: PreservationAnswered.data,
  example: PreservationAnswered.example,
})

export const RecordCoerciveMeasure = commandType({
  name: 'RecordCoerciveMeasure',
  service: 'investigation',
  meaning: 'Records that a coercive measure was authorised, such as a search or an interception.',
  data: CoerciveMeasureAuthorised.data,
  example: CoerciveMeasureAuthorised.example,
})

export const RecordTraffickingEpisode = commandType({
  name: 'RecordTraffickingEpisode',
  service: 'investigation',
  meaning: 'Records where and when a person was recruited, in transit or exploited.',
  data: TraffickingEpisodeRecorded.data,
  example: TraffickingEpisodeRecorded.example,
})

export const SuspendInvestigation = commandType({
  name: 'SuspendInvestigation',
  service: 'investigation',
  meaning: 'Suspends the investigation of the case.',
  data: InvestigationSuspended.data,
  example: InvestigationSuspended.example,
})

export const CloseInvestigation = commandType({
  name: 'CloseInvestigation',
  service: 'investigation',
  meaning: 'Closes the case.',
  data: InvestigationClosed.data,
  example: InvestigationClosed.example,
})

export const ReopenInvestigation = commandType({
  name: 'ReopenInvestigation',
  service: 'investigation',
  meaning: 'Reopens a suspended or closed case.',
  data: InvestigationReopened.data,
  example: InvestigationReopened.example,
})
