import { commandType } from '../command-type.ts'
import { AccommodationProvided } from './accommodation-provided.ts'
import { AccommodationRequired } from './accommodation-required.ts'
import { CharacteristicsStated } from './characteristics-stated.ts'
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
  bulk: true,
  meaning: 'Records an assessment of a person’s needs.',
  data: NeedsAssessed.data,
  encrypts: NeedsAssessed,
  example: NeedsAssessed.example,
})

export const StateCharacteristics = commandType({
  name: 'StateCharacteristics',
  service: 'victimSupport',
  meaning: 'Records characteristics that a person stated in order to be counted by them, as far as the person wished.',
  data: CharacteristicsStated.data,
  example: CharacteristicsStated.example,
})

export const RequireAccommodation = commandType({
  name: 'RequireAccommodation',
  service: 'victimSupport',
  meaning: 'Records an accommodation that a person requires for an interview or a hearing.',
  data: AccommodationRequired.data,
  example: AccommodationRequired.example,
})

export const ProvideAccommodation = commandType({
  name: 'ProvideAccommodation',
  service: 'victimSupport',
  meaning: 'Records that a required accommodation was provided.',
  data: AccommodationProvided.data,
  example: AccommodationProvided.example,
})

export const StartReflectionPeriod = commandType({
  name: 'StartReflectionPeriod',
  service: 'victimSupport',
  meaning: 'Records that a person was granted a reflection period, to recover and to decide.',
  data: ReflectionPeriodStarted.data,
  example: ReflectionPeriodStarted.example,
})

export const EndReflectionPeriod = commandType({
  name: 'EndReflectionPeriod',
  service: 'victimSupport',
  meaning: 'Records that a reflection period ended.',
  data: ReflectionPeriodEnded.data,
  example: ReflectionPeriodEnded.example,
})

export const AdmitToShelter = commandType({
  name: 'AdmitToShelter',
  service: 'victimSupport',
  bulk: true,
  meaning: 'Records that a person was admitted to a shelter.',
  data: ShelterAdmitted.data,
  example: ShelterAdmitted.example,
})

export const ExitShelter = commandType({
  name: 'ExitShelter',
  service: 'victimSupport',
  bulk: true,
  meaning: 'Records that a person left a shelter.',
  data: ShelterExited.data,
  example: ShelterExited.example,
})

export const RecordRestrictiveMeasure = commandType({
  name: 'RecordRestrictiveMeasure',
  service: 'victimSupport',
  meaning: 'Records a restriction of a person’s freedom.',
  data: RestrictiveMeasureRecorded.data,
  example: RestrictiveMeasureRecorded.example,
})

export const ReviewRestrictiveMeasure = commandType({
  name: 'ReviewRestrictiveMeasure',
  service: 'victimSupport',
  meaning: 'Records the review of a restriction of a person’s freedom.',
  data: RestrictiveMeasureReviewed.data,
  example: RestrictiveMeasureReviewed.example,
})

export const ReportSafetyIncident = commandType({
  name: 'ReportSafetyIncident',
  service: 'victimSupport',
  meaning: 'Records an incident that threatened or harmed a person, and alerts the prosecution and the court.',
  data: SafetyIncidentReported.data,
  example: SafetyIncidentReported.example,
})

export const AcknowledgeSafetyIncident = commandType({
  name: 'AcknowledgeSafetyIncident',
  service: 'victimSupport',
  meaning: 'Records that the person on duty acknowledged an incident.',
  data: SafetyIncidentAcknowledged.data,
  example: SafetyIncidentAcknowledged.example,
})
