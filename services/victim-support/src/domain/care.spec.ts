import {
  AcknowledgeSafetyIncident,
  AccommodationProvided,
  AccommodationRequired,
  AdmitToShelter,
  AssessNeeds,
  EndReflectionPeriod,
  ExitShelter,
  NeedsAssessed,
  ProvideAccommodation,
  RecordRestrictiveMeasure,
  ReflectionPeriodEnded,
  ReflectionPeriodStarted,
  ReportSafetyIncident,
  RequireAccommodation,
  RestrictiveMeasureRecorded,
  RestrictiveMeasureReviewed,
  ReviewRestrictiveMeasure,
  SafetyAlertRaised,
  SafetyIncidentAcknowledged,
  SafetyIncidentReported,
  ShelterAdmitted,
  ShelterExited,
  StartReflectionPeriod,
} from '@case-timeline/contracts'
import { commanded, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import {
  accommodationIsRequiredOnce,
  acknowledgedIncidentWasReported,
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
import { person } from './person.decide.ts'
import { adult, aSupportCase, girl, unknownId } from './person.fixtures.ts'
import type { PersonEvent } from './person.ts'

const given = (history: Iterable<PersonEvent> = []) => specificationOf(person)([...history])
const measureId = unknownId

describe('needs and accommodations', () => {
  const need = (voluntary: boolean) => commanded(AssessNeeds, { personRef: girl, voluntary, accommodations: ['breaks'] }, adult)
  const require = () => commanded(RequireAccommodation, { accommodationId: unknownId, personRef: girl, kind: 'interpreter' }, adult)
  const provide = () => commanded(ProvideAccommodation, { accommodationId: unknownId, personRef: girl }, adult)
  const required = aSupportCase().with({ type: AccommodationRequired.type, data: require().data })

  it('are talked over with her', () => given(aSupportCase()).when(need(true)).then(NeedsAssessed))
  it(`${needsAssessmentIsVoluntary.sentence}; else it is recorded with a warning`, () =>
    given(aSupportCase()).when(need(false)).then(NeedsAssessed, warning(needsAssessmentIsVoluntary)))
  it('are required, then provided', () => {
    given(aSupportCase()).when(require()).then(AccommodationRequired)
    given(required).when(provide()).then(AccommodationProvided)
  })
  it(accommodationIsRequiredOnce.sentence, () => given(required).when(require()).thenRefusedBy(accommodationIsRequiredOnce))
  it(providedAccommodationWasRequired.sentence, () => given(aSupportCase()).when(provide()).thenRefusedBy(providedAccommodationWasRequired))
})

describe('a time of reflection', () => {
  const start = (days: number, reflectionDays?: number) =>
    commanded(StartReflectionPeriod, { personRef: girl, days, endsAt: '2026-12-25' }, { ...adult, reflectionDays })
  const end = (reasonCode: string, occurredAt?: string) =>
    commanded(EndReflectionPeriod, { personRef: girl, reasonCode }, adult, { occurredAt })
  const started = aSupportCase().with({ type: ReflectionPeriodStarted.type, data: start(30).data })

  it('is granted by default nowhere', () => given(aSupportCase()).when(start(1)).then(ReflectionPeriodStarted))
  it(`${reflectionLastsAsLongAsPolicyGrants.sentence}; a shorter one is recorded with a warning`, () => {
    given(aSupportCase()).when(start(30, 30)).then(ReflectionPeriodStarted)
    given(aSupportCase()).when(start(29, 30)).then(ReflectionPeriodStarted, warning(reflectionLastsAsLongAsPolicyGrants))
  })
  it(`${reflectionIsNotCutShort.sentence}; else it is recorded with a warning`, () => {
    given(started).when(end('atHerWish')).then(ReflectionPeriodEnded)
    given(started).when(end('investigation')).then(ReflectionPeriodEnded, warning(reflectionIsNotCutShort))
    given(aSupportCase()).when(end('elapsed')).then(ReflectionPeriodEnded, warning(reflectionIsNotCutShort))
    given(aSupportCase().with({ type: ReflectionPeriodStarted.type, data: { ...start(30).data, endsAt: '2026-11-24' } }))
      .when(end('elapsed', '2026-11-24'))
      .then(ReflectionPeriodEnded)
  })
})

describe('her freedom', () => {
  const restrict = (legalBasis?: string, reviewBy?: string) =>
    commanded(RecordRestrictiveMeasure, { measureId, personRef: girl, kind: 'closedFacility', legalBasis, reviewBy }, adult)
  const review = (outcome: 'continued' | 'lifted', reviewBy?: string) =>
    commanded(ReviewRestrictiveMeasure, { measureId, personRef: girl, outcome, reviewBy }, adult)
  const admit = (voluntary: boolean) => commanded(AdmitToShelter, { personRef: girl, facilityRef: unknownId, voluntary }, adult)
  const exit = (voluntary: boolean) => commanded(ExitShelter, { personRef: girl, facilityRef: unknownId, voluntary }, adult)
  const restricted = (legalBasis?: string) =>
    aSupportCase().with({ type: RestrictiveMeasureRecorded.type, data: restrict(legalBasis).data })
  const lifted = restricted('RA9208.17').with({ type: RestrictiveMeasureReviewed.type, data: review('lifted').data })

  it('is hers in a shelter', () => {
    given(aSupportCase()).when(admit(true)).then(ShelterAdmitted)
    given(aSupportCase()).when(exit(true)).then(ShelterExited)
  })
  it(`${shelterIsVoluntaryOrLawfullyRestricted.sentence}; else it is recorded with a warning`, () => {
    given(aSupportCase()).when(admit(false)).then(ShelterAdmitted, warning(shelterIsVoluntaryOrLawfullyRestricted))
    given(restricted()).when(admit(false)).then(ShelterAdmitted, warning(shelterIsVoluntaryOrLawfullyRestricted))
    given(lifted).when(exit(false)).then(ShelterExited, warning(shelterIsVoluntaryOrLawfullyRestricted))
    given(restricted('RA9208.17')).when(admit(false)).then(ShelterAdmitted)
  })
  it(`${restrictionHasALegalBasisAndAReviewDate.sentence}; else it is recorded with a warning`, () => {
    given(aSupportCase()).when(restrict('RA9208.17', '2026-12-10')).then(RestrictiveMeasureRecorded)
    for (const lacking of [restrict('RA9208.17'), restrict(undefined, '2026-12-10')])
      given(aSupportCase()).when(lacking).then(RestrictiveMeasureRecorded, warning(restrictionHasALegalBasisAndAReviewDate))
  })
  it(restrictionIsRecordedOnce.sentence, () => given(restricted()).when(restrict()).thenRefusedBy(restrictionIsRecordedOnce))
  it(`${continuedRestrictionIsReviewedAgain.sentence}; else it is recorded with a warning`, () => {
    given(restricted()).when(review('lifted')).then(RestrictiveMeasureReviewed)
    given(restricted()).when(review('continued', '2027-01-10')).then(RestrictiveMeasureReviewed)
    given(restricted()).when(review('continued')).then(RestrictiveMeasureReviewed, warning(continuedRestrictionIsReviewedAgain))
  })
  it(reviewedRestrictionWasRecorded.sentence, () =>
    given(aSupportCase()).when(review('lifted')).thenRefusedBy(reviewedRestrictionWasRecorded),
  )
})

describe('an incident that threatens her', () => {
  const incident = () => commanded(ReportSafetyIncident, { personRef: girl, kind: 'threat', severity: 'high' }, adult)

  it('alerts prosecution and court of the danger, and of nothing else', () => {
    given(aSupportCase())
      .when(incident())
      .then(SafetyIncidentReported, { type: SafetyAlertRaised.type, data: { personRef: girl, severity: 'high' } })
    expect(SafetyIncidentReported.visibility).toEqual([])
    expect(SafetyAlertRaised.visibility).toEqual(['prosecution', 'adjudication'])
    expect(Object.keys(SafetyAlertRaised.data.shape)).toEqual(['personRef', 'severity'])
  })

  describe('calls whoever is on duty, who takes it in', () => {
    const reported = { type: SafetyIncidentReported.type, data: incident().data, id: unknownId } as const
    const takeIn = (incidentId: string) =>
      commanded(AcknowledgeSafetyIncident, { personRef: girl, incidentId }, { ...adult, incidents: [unknownId] })

    it('once', () => {
      given(aSupportCase().with(reported)).when(takeIn(unknownId)).then(SafetyIncidentAcknowledged)
      given(aSupportCase().with(reported, { type: SafetyIncidentAcknowledged.type, data: takeIn(unknownId).data }))
        .when(takeIn(unknownId))
        .then()
    })
    it(acknowledgedIncidentWasReported.sentence, () =>
      given(aSupportCase().with(reported)).when(takeIn(girl)).thenRefusedBy(acknowledgedIncidentWasReported),
    )
  })
})
