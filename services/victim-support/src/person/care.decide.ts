import { deathInCustodyIsInquiredInto, releaseIsNotInFuture } from '@case-timeline/casework'
import type { Decided } from '@case-timeline/decider'
import {
  acknowledgedIncidentWasReported,
  accommodationIsRequiredOnce,
  adultStatesOwnCharacteristics,
  continuedRestrictionIsReviewedAgain,
  needsAssessmentIsVoluntary,
  providedAccommodationWasRequired,
  reflectionDoesNotEndEarly,
  reflectionLastsAsPolicyRequires,
  restrictionHasLegalBasisAndReviewDate,
  restrictionIsRecordedOnce,
  reviewedRestrictionWasRecorded,
  shelterIsVoluntaryOrLawfullyRestricted,
} from './care.rules.ts'
import type {
  AcknowledgeSafetyIncident,
  AdmitToShelter,
  AssessNeeds,
  EndReflectionPeriod,
  ExitShelter,
  ProvideAccommodation,
  RecordDeathInCustody,
  RecordRestrictiveMeasure,
  ReportSafetyIncident,
  RequireAccommodation,
  ReviewRestrictiveMeasure,
  StartReflectionPeriod,
  StateCharacteristics,
} from './person.commands.ts'
import type { Offered } from './person.ts'
import type { PersonEvent } from './person-event.ts'

type Decision = Decided<PersonEvent>

export const assessNeeds = (_: Offered, { data }: AssessNeeds): Decision => ({
  under: [needsAssessmentIsVoluntary],
  events: [{ type: 'victimSupport.NeedsAssessed', data }],
})

export const stateCharacteristics = (_: Offered, { data }: StateCharacteristics): Decision => ({
  under: [adultStatesOwnCharacteristics],
  events: [{ type: 'victimSupport.CharacteristicsStated', data }],
})

export const requireAccommodation = (_: Offered, { data }: RequireAccommodation): Decision => ({
  under: [accommodationIsRequiredOnce],
  events: [{ type: 'victimSupport.AccommodationRequired', data }],
})

export const provideAccommodation = (_: Offered, { data }: ProvideAccommodation): Decision => ({
  under: [providedAccommodationWasRequired],
  events: [{ type: 'victimSupport.AccommodationProvided', data }],
})

export const startReflectionPeriod = (_: Offered, { data }: StartReflectionPeriod): Decision => ({
  under: [reflectionLastsAsPolicyRequires],
  events: [{ type: 'victimSupport.ReflectionPeriodStarted', data }],
})

export const endReflectionPeriod = (_: Offered, { data }: EndReflectionPeriod): Decision => ({
  under: [reflectionDoesNotEndEarly],
  events: [{ type: 'victimSupport.ReflectionPeriodEnded', data }],
})

export const admitToShelter = (_: Offered, { data }: AdmitToShelter): Decision => ({
  under: [shelterIsVoluntaryOrLawfullyRestricted],
  events: [{ type: 'victimSupport.ShelterAdmitted', data }],
})

export const exitShelter = (_: Offered, { data }: ExitShelter): Decision => ({
  under: [shelterIsVoluntaryOrLawfullyRestricted],
  events: [{ type: 'victimSupport.ShelterExited', data }],
})

export const recordDeath = (_: Offered, { data }: RecordDeathInCustody): Decision => ({
  under: [releaseIsNotInFuture, deathInCustodyIsInquiredInto],
  events: [{ type: 'victimSupport.PersonDiedInCustody', data }],
})

export const recordRestrictiveMeasure = (_: Offered, { data }: RecordRestrictiveMeasure): Decision => ({
  under: [restrictionIsRecordedOnce, restrictionHasLegalBasisAndReviewDate],
  events: [{ type: 'victimSupport.RestrictiveMeasureRecorded', data }],
})

export const reviewRestrictiveMeasure = (_: Offered, { data }: ReviewRestrictiveMeasure): Decision => ({
  under: [reviewedRestrictionWasRecorded, continuedRestrictionIsReviewedAgain],
  events: [{ type: 'victimSupport.RestrictiveMeasureReviewed', data }],
})

/** The alert for the prosecution and the court has no details of the incident: these never leave victim support. */
export const reportSafetyIncident = (_: Offered, { data }: ReportSafetyIncident): Decision => ({
  under: [],
  events: [
    { type: 'victimSupport.SafetyIncidentReported', data },
    { type: 'victimSupport.SafetyAlertRaised', data: { personRef: data.personRef, severity: data.severity } },
  ],
})

/** Idempotent: a second acknowledgement records nothing. */
export const acknowledgeSafetyIncident = ({ incidentsAcknowledged }: Offered, { data }: AcknowledgeSafetyIncident): Decision => ({
  under: [acknowledgedIncidentWasReported],
  events: incidentsAcknowledged.includes(data.incidentId) ? [] : [{ type: 'victimSupport.SafetyIncidentAcknowledged', data }],
})
