import type { Decided } from '@case-timeline/decider'
import {
  acknowledgedIncidentWasReported,
  accommodationIsRequiredOnce,
  continuedRestrictionIsReviewedAgain,
  needsAssessmentIsVoluntary,
  providedAccommodationWasRequired,
  reflectionIsNotCutShort,
  reflectionLastsAsLongAsPolicyGrants,
  restrictionHasALegalBasisAndAReviewDate,
  restrictionIsRecordedOnce,
  reviewedRestrictionWasRecorded,
  shelterIsVoluntaryOrLawfullyRestricted,
} from './care.rules.ts'
import type {
  CareCommand,
  PersonEvent,
  Supported,
  ToAcknowledge,
  ToAdmit,
  ToAssessNeeds,
  ToEndReflection,
  ToExit,
  ToProvide,
  ToReport,
  ToRequire,
  ToRestrict,
  ToReview,
  ToStartReflection,
} from './person.ts'

type Decision = Decided<PersonEvent>
type Known = Omit<Supported, 'stage'>

export const assessNeeds = (_: Known, { data }: ToAssessNeeds): Decision => ({
  under: [needsAssessmentIsVoluntary],
  events: [{ type: 'victimSupport.NeedsAssessed', data }],
})

export const requireAccommodation = (_: Known, { data }: ToRequire): Decision => ({
  under: [accommodationIsRequiredOnce],
  events: [{ type: 'victimSupport.AccommodationRequired', data }],
})

export const provideAccommodation = (_: Known, { data }: ToProvide): Decision => ({
  under: [providedAccommodationWasRequired],
  events: [{ type: 'victimSupport.AccommodationProvided', data }],
})

export const startReflection = (_: Known, { data }: ToStartReflection): Decision => ({
  under: [reflectionLastsAsLongAsPolicyGrants],
  events: [{ type: 'victimSupport.ReflectionPeriodStarted', data }],
})

export const endReflection = (_: Known, { data }: ToEndReflection): Decision => ({
  under: [reflectionIsNotCutShort],
  events: [{ type: 'victimSupport.ReflectionPeriodEnded', data }],
})

export const admitToShelter = (_: Known, { data }: ToAdmit): Decision => ({
  under: [shelterIsVoluntaryOrLawfullyRestricted],
  events: [{ type: 'victimSupport.ShelterAdmitted', data }],
})

export const exitShelter = (_: Known, { data }: ToExit): Decision => ({
  under: [shelterIsVoluntaryOrLawfullyRestricted],
  events: [{ type: 'victimSupport.ShelterExited', data }],
})

export const restrict = (_: Known, { data }: ToRestrict): Decision => ({
  under: [restrictionIsRecordedOnce, restrictionHasALegalBasisAndAReviewDate],
  events: [{ type: 'victimSupport.RestrictiveMeasureRecorded', data }],
})

export const reviewRestriction = (_: Known, { data }: ToReview): Decision => ({
  under: [reviewedRestrictionWasRecorded, continuedRestrictionIsReviewedAgain],
  events: [{ type: 'victimSupport.RestrictiveMeasureReviewed', data }],
})

/** Prosecution and court hear that she is in danger, and nothing of what happened. */
export const reportSafetyIncident = (_: Known, { data }: ToReport): Decision => ({
  under: [],
  events: [
    { type: 'victimSupport.SafetyIncidentReported', data },
    { type: 'victimSupport.SafetyAlertRaised', data: { personRef: data.personRef, severity: data.severity } },
  ],
})

/** Acknowledged again, it says nothing new. */
export const acknowledgeSafetyIncident = ({ incidentsTakenIn }: Known, { data }: ToAcknowledge): Decision => ({
  under: [acknowledgedIncidentWasReported],
  events: incidentsTakenIn.includes(data.incidentId) ? [] : [{ type: 'victimSupport.SafetyIncidentAcknowledged', data }],
})

export const decideCare = (person: Known, command: CareCommand): Decision => {
  switch (command.name) {
    case 'AssessNeeds':
      return assessNeeds(person, command)
    case 'RequireAccommodation':
      return requireAccommodation(person, command)
    case 'ProvideAccommodation':
      return provideAccommodation(person, command)
    case 'StartReflectionPeriod':
      return startReflection(person, command)
    case 'EndReflectionPeriod':
      return endReflection(person, command)
    case 'AdmitToShelter':
      return admitToShelter(person, command)
    case 'ExitShelter':
      return exitShelter(person, command)
    case 'RecordRestrictiveMeasure':
      return restrict(person, command)
    case 'ReviewRestrictiveMeasure':
      return reviewRestriction(person, command)
    case 'ReportSafetyIncident':
      return reportSafetyIncident(person, command)
    case 'AcknowledgeSafetyIncident':
      return acknowledgeSafetyIncident(person, command)
  }
}
