import { commandType } from '../command-type.ts'
import { AccommodationProvided } from './accommodation-provided.ts'
import { AccommodationRequired } from './accommodation-required.ts'
import { NeedsAssessed } from './needs-assessed.ts'
import { ReflectionPeriodEnded } from './reflection-period-ended.ts'
import { ReflectionPeriodStarted } from './reflection-period-started.ts'
import { RestrictiveMeasureRecorded } from './restrictive-measure-recorded.ts'
import { RestrictiveMeasureReviewed } from './restrictive-measure-reviewed.ts'
import { SafetyIncidentAcknowledged } from './safety-incident-acknowledged.ts'
import { SafetyIncidentReported } from './safety-incident-reported.ts'
import { ShelterAdmitted } from './shelter-admitted.ts'
import { ShelterExited } from './shelter-exited.ts'

export const AssessNeeds = commandType({
  name: 'AssessNeeds',
  service: 'victimSupport',
  meaning: 'Records what she needs.',
  data: NeedsAssessed.data,
  seals: NeedsAssessed,
  example: NeedsAssessed.example,
})

export const RequireAccommodation = commandType({
  name: 'RequireAccommodation',
  service: 'victimSupport',
  meaning: 'Records what she needs to bear being interviewed or heard.',
  data: AccommodationRequired.data,
  example: AccommodationRequired.example,
})

export const ProvideAccommodation = commandType({
  name: 'ProvideAccommodation',
  service: 'victimSupport',
  meaning: 'Records that it was provided.',
  data: AccommodationProvided.data,
  example: AccommodationProvided.example,
})

export const StartReflectionPeriod = commandType({
  name: 'StartReflectionPeriod',
  service: 'victimSupport',
  meaning: 'Records that she was given time to recover and to decide.',
  data: ReflectionPeriodStarted.data,
  example: ReflectionPeriodStarted.example,
})

export const EndReflectionPeriod = commandType({
  name: 'EndReflectionPeriod',
  service: 'victimSupport',
  meaning: 'Records that this time ended.',
  data: ReflectionPeriodEnded.data,
  example: ReflectionPeriodEnded.example,
})

export const AdmitToShelter = commandType({
  name: 'AdmitToShelter',
  service: 'victimSupport',
  meaning: 'Records that she moved into a shelter.',
  data: ShelterAdmitted.data,
  example: ShelterAdmitted.example,
})

export const ExitShelter = commandType({
  name: 'ExitShelter',
  service: 'victimSupport',
  meaning: 'Records that she left a shelter.',
  data: ShelterExited.data,
  example: ShelterExited.example,
})

export const RecordRestrictiveMeasure = commandType({
  name: 'RecordRestrictiveMeasure',
  service: 'victimSupport',
  meaning: 'Records that her freedom was restricted.',
  data: RestrictiveMeasureRecorded.data,
  example: RestrictiveMeasureRecorded.example,
})

export const ReviewRestrictiveMeasure = commandType({
  name: 'ReviewRestrictiveMeasure',
  service: 'victimSupport',
  meaning: 'Records that a restriction was looked at again.',
  data: RestrictiveMeasureReviewed.data,
  example: RestrictiveMeasureReviewed.example,
})

export const ReportSafetyIncident = commandType({
  name: 'ReportSafetyIncident',
  service: 'victimSupport',
  meaning: 'Records what threatened or harmed her, and alerts prosecution and court.',
  data: SafetyIncidentReported.data,
  example: SafetyIncidentReported.example,
})

export const AcknowledgeSafetyIncident = commandType({
  name: 'AcknowledgeSafetyIncident',
  service: 'victimSupport',
  meaning: 'Records that whoever is on duty has taken an incident in.',
  data: SafetyIncidentAcknowledged.data,
  example: SafetyIncidentAcknowledged.example,
})

/** Her daily care and safety. */
export const careCommands = [
  AssessNeeds,
  RequireAccommodation,
  ProvideAccommodation,
  StartReflectionPeriod,
  EndReflectionPeriod,
  AdmitToShelter,
  ExitShelter,
  RecordRestrictiveMeasure,
  ReviewRestrictiveMeasure,
  ReportSafetyIncident,
  AcknowledgeSafetyIncident,
] as const
