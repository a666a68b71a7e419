import { deathInCustodyIsInquiredInto, releaseIsNotInFuture } from '@case-timeline/casework'
import {
  AcknowledgeSafetyIncident,
  AccommodationProvided,
  AccommodationRequired,
  AdmitToShelter,
  AssessNeeds,
  CharacteristicsStated,
  closedShelterCommands,
  EndReflectionPeriod,
  ExitShelter,
  NeedsAssessed,
  PersonDiedInCustody,
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
  StateCharacteristics,
} from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import {
  accommodationIsRequiredOnce,
  adultStatesOwnCharacteristics,
  acknowledgedIncidentWasReported,
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
import { aSupportCase, girl, unknownId } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'

const given = specificationOf(personStream)
const measureId = unknownId

describe('needs and accommodations', () => {
  const assessNeeds = (voluntary: boolean) => commandFor(AssessNeeds, { personRef: girl, voluntary, accommodations: ['breaks'] }, {})
  const requireAccommodation = () =>
    commandFor(RequireAccommodation, { accommodationId: unknownId, personRef: girl, kind: 'interpreter' }, {})
  const provideAccommodation = () => commandFor(ProvideAccommodation, { accommodationId: unknownId, personRef: girl }, {})
  const required = aSupportCase().with({ type: AccommodationRequired.type, data: requireAccommodation().data })

  it('are assessed with the agreement of the victim', () => given(aSupportCase()).when(assessNeeds(true)).then(NeedsAssessed))
  it(`${needsAssessmentIsVoluntary.sentence}; otherwise it is recorded with a warning`, () =>
    given(aSupportCase()).when(assessNeeds(false)).then(NeedsAssessed, warning(needsAssessmentIsVoluntary)))
  it('are required, then provided', () => {
    given(aSupportCase()).when(requireAccommodation()).then(AccommodationRequired)
    given(required).when(provideAccommodation()).then(AccommodationProvided)
  })
  it(accommodationIsRequiredOnce.sentence, () => given(required).when(requireAccommodation()).thenRefusedBy(accommodationIsRequiredOnce))
  it(adultStatesOwnCharacteristics.sentence, () => {
    const state = (statedBy: 'self' | 'guardian', protectedAsChild: boolean) =>
      commandFor(StateCharacteristics, { personRef: girl, statedBy, sex: 'Feminine' }, { protectedAsChild })
    given(aSupportCase()).when(state('self', false)).then(CharacteristicsStated)
    given(aSupportCase()).when(state('guardian', true)).then(CharacteristicsStated)
    given(aSupportCase()).when(state('guardian', false)).then(CharacteristicsStated, warning(adultStatesOwnCharacteristics))
  })
  it(providedAccommodationWasRequired.sentence, () =>
    given(aSupportCase()).when(provideAccommodation()).thenRefusedBy(providedAccommodationWasRequired),
  )
})

describe('a reflection period', () => {
  const startReflection = (days: number, reflectionDays?: number) =>
    commandFor(StartReflectionPeriod, { personRef: girl, days, endsAt: '2026-12-25' }, { reflectionDays })
  const endReflection = (reasonCode: string, occurredAt?: string) =>
    commandFor(EndReflectionPeriod, { personRef: girl, reasonCode }, {}, { occurredAt })
  const started = aSupportCase().with({ type: ReflectionPeriodStarted.type, data: startReflection(30).data })

  it('has no minimum length where the policy sets none', () => given(aSupportCase()).when(startReflection(1)).then(ReflectionPeriodStarted))
  it(`${reflectionLastsAsPolicyRequires.sentence}; a shorter one is recorded with a warning`, () => {
    given(aSupportCase()).when(startReflection(30, 30)).then(ReflectionPeriodStarted)
    given(aSupportCase()).when(startReflection(29, 30)).then(ReflectionPeriodStarted, warning(reflectionLastsAsPolicyRequires))
  })
  it(`${reflectionDoesNotEndEarly.sentence}; otherwise it is recorded with a warning`, () => {
    given(started).when(endReflection('atVictimRequest')).then(ReflectionPeriodEnded)
    given(started).when(endReflection('investigation')).then(ReflectionPeriodEnded, warning(reflectionDoesNotEndEarly))
    given(aSupportCase()).when(endReflection('elapsed')).then(ReflectionPeriodEnded, warning(reflectionDoesNotEndEarly))
    given(aSupportCase().with({ type: ReflectionPeriodStarted.type, data: { ...startReflection(30).data, endsAt: '2026-11-24' } }))
      .when(endReflection('elapsed', '2026-11-24'))
      .then(ReflectionPeriodEnded)
  })
})

describe('the freedom of a victim', () => {
  const recordRestriction = (legalBasis?: string, reviewBy?: string) =>
    commandFor(RecordRestrictiveMeasure, { measureId, personRef: girl, kind: 'closedFacility', legalBasis, reviewBy }, {})
  const reviewRestriction = (outcome: 'continued' | 'lifted', reviewBy?: string) =>
    commandFor(ReviewRestrictiveMeasure, { measureId, personRef: girl, outcome, reviewBy }, {})
  const admitToShelter = (voluntary: boolean) => commandFor(AdmitToShelter, { personRef: girl, facilityRef: unknownId, voluntary }, {})
  const exitShelter = (voluntary: boolean) => commandFor(ExitShelter, { personRef: girl, facilityRef: unknownId, voluntary }, {})
  const restricted = (legalBasis?: string) =>
    aSupportCase().with({ type: RestrictiveMeasureRecorded.type, data: recordRestriction(legalBasis).data })
  const lifted = restricted('RA9208.17').with({ type: RestrictiveMeasureReviewed.type, data: reviewRestriction('lifted').data })

  it('allows the victim to enter and leave a shelter voluntarily', () => {
    given(aSupportCase()).when(admitToShelter(true)).then(ShelterAdmitted)
    given(aSupportCase()).when(exitShelter(true)).then(ShelterExited)
  })
  it(`${shelterIsVoluntaryOrLawfullyRestricted.sentence}; otherwise it is recorded with a warning`, () => {
    given(aSupportCase()).when(admitToShelter(false)).then(ShelterAdmitted, warning(shelterIsVoluntaryOrLawfullyRestricted))
    given(restricted()).when(admitToShelter(false)).then(ShelterAdmitted, warning(shelterIsVoluntaryOrLawfullyRestricted))
    given(lifted).when(exitShelter(false)).then(ShelterExited, warning(shelterIsVoluntaryOrLawfullyRestricted))
    given(restricted('RA9208.17')).when(admitToShelter(false)).then(ShelterAdmitted)
  })
  it('is not restricted by a measure that was lifted, also if its start is dated only to the month or year', () => {
    const recordedAt = '2026-11-20T08:00:00.000Z'
    const history = [...lifted].map((event, index) => ({ ...event, occurredAt: ['2016-01-04', '2016', '2016-05-10'][index], recordedAt }))
    given(history).when(exitShelter(false)).then(ShelterExited, warning(shelterIsVoluntaryOrLawfullyRestricted))
  })
  it('is over when the victim dies, which warns until it is known who inquires, and is recorded when it has happened', () => {
    const data = { ...closedShelterCommands.RecordDeathInCustody.example, personRef: girl }
    const death = (changes: object, isPlanned = false) =>
      commandFor(closedShelterCommands.RecordDeathInCustody, { ...data, ...changes }, { isPlanned })
    given(restricted('RA9208.17')).when(death({})).then(PersonDiedInCustody)
    given(restricted('RA9208.17'))
      .when(death({ inquiry: undefined }))
      .then(PersonDiedInCustody, warning(deathInCustodyIsInquiredInto))
    given(restricted('RA9208.17')).when(death({}, true)).thenRefusedBy(releaseIsNotInFuture)
  })
  it(`${restrictionHasLegalBasisAndReviewDate.sentence}; otherwise it is recorded with a warning`, () => {
    given(aSupportCase()).when(recordRestriction('RA9208.17', '2026-12-10')).then(RestrictiveMeasureRecorded)
    for (const incomplete of [recordRestriction('RA9208.17'), recordRestriction(undefined, '2026-12-10')])
      given(aSupportCase()).when(incomplete).then(RestrictiveMeasureRecorded, warning(restrictionHasLegalBasisAndReviewDate))
  })
  it(restrictionIsRecordedOnce.sentence, () => given(restricted()).when(recordRestriction()).thenRefusedBy(restrictionIsRecordedOnce))
  it(`${continuedRestrictionIsReviewedAgain.sentence}; otherwise it is recorded with a warning`, () => {
    given(restricted()).when(reviewRestriction('lifted')).then(RestrictiveMeasureReviewed)
    given(restricted()).when(reviewRestriction('continued', '2027-01-10')).then(RestrictiveMeasureReviewed)
    given(restricted()).when(reviewRestriction('continued')).then(RestrictiveMeasureReviewed, warning(continuedRestrictionIsReviewedAgain))
  })
  it(reviewedRestrictionWasRecorded.sentence, () =>
    given(aSupportCase()).when(reviewRestriction('lifted')).thenRefusedBy(reviewedRestrictionWasRecorded),
  )
})

describe('a safety incident', () => {
  const reportIncident = () => commandFor(ReportSafetyIncident, { personRef: girl, kind: 'threat', severity: 'high' }, {})

  it('alerts prosecution and court with the severity only', () => {
    given(aSupportCase())
      .when(reportIncident())
      .then(SafetyIncidentReported, { type: SafetyAlertRaised.type, data: { personRef: girl, severity: 'high' } })
    expect(SafetyIncidentReported.visibility).toEqual([])
    expect(SafetyAlertRaised.visibility).toEqual(['prosecution', 'adjudication'])
    expect(Object.keys(SafetyAlertRaised.data.shape)).toEqual(['personRef', 'severity'])
  })

  describe('when it is acknowledged', () => {
    const reported = { type: SafetyIncidentReported.type, data: reportIncident().data, id: unknownId } as const
    const acknowledge = (incidentId: string) =>
      commandFor(AcknowledgeSafetyIncident, { personRef: girl, incidentId }, { incidents: [unknownId] })

    it('records the acknowledgement once', () => {
      given(aSupportCase().with(reported)).when(acknowledge(unknownId)).then(SafetyIncidentAcknowledged)
      given(aSupportCase().with(reported, { type: SafetyIncidentAcknowledged.type, data: acknowledge(unknownId).data }))
        .when(acknowledge(unknownId))
        .then()
    })
    it(acknowledgedIncidentWasReported.sentence, () =>
      given(aSupportCase().with(reported)).when(acknowledge(girl)).thenRefusedBy(acknowledgedIncidentWasReported),
    )
  })
})
