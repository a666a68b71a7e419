import {
  ChargeWithdrawn,
  CompensationClaimFiled,
  DecideDecisionReview,
  DecisionReviewDecided,
  DecisionReviewRequested,
  FileCompensationClaim,
  NoProsecutionDecided,
  NotifyVictim,
  ProtectionMeasureSought,
  RecordTestimonyConsent,
  RecordVictimViews,
  RequestDecisionReview,
  SeekProtectionMeasures,
  TestimonyConsentRecorded,
  VictimNotified,
  VictimViewsRecorded,
} from '@case-timeline/contracts'
import { commanded, eventIdOf, officer, rulesHaveOneName, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { prosecution } from './prosecution.decide.ts'
import { aFile, chargeId, policy } from './prosecution.fixtures.ts'
import type { ProsecutionFact } from './prosecution.ts'
import * as rules from './victims.rules.ts'

const given = specificationOf(prosecution)

it('the views of a victim are recorded', () =>
  given()
    .when(commanded(RecordVictimViews, RecordVictimViews.example, {}))
    .then(VictimViewsRecorded))

describe('seeking protection for a witness', () => {
  const seek = commanded(SeekProtectionMeasures, SeekProtectionMeasures.example, {})
  it('is recorded', () => given().when(seek).then(ProtectionMeasureSought))
  it(rules.measuresAreSoughtOnce.sentence, () =>
    given([{ type: ProtectionMeasureSought.type, data: ProtectionMeasureSought.example }])
      .when(seek)
      .thenRefusedBy(rules.measuresAreSoughtOnce),
  )
})

describe('consent to testify', () => {
  const consent = (but: Partial<(typeof RecordTestimonyConsent)['example']> = {}) =>
    commanded(RecordTestimonyConsent, { ...RecordTestimonyConsent.example, ...but }, {})

  it('is recorded', () => given().when(consent()).then(TestimonyConsentRecorded))
  it(rules.testimonyIsVoluntary.sentence, () =>
    given()
      .when(consent({ voluntary: false }))
      .thenRefusedBy(rules.testimonyIsVoluntary),
  )
  it(rules.assistanceDependsOnNoTestimony.sentence, () =>
    given()
      .when(consent({ assistanceDependsOnIt: true }))
      .thenRefusedBy(rules.assistanceDependsOnNoTestimony),
  )
  it.each([{ safetyPlanRef: 'SAFETY-1' }, { safeConductRef: 'CONDUCT-1' }, {}])(`${rules.aWitnessTravelsSafely.sentence}: %j`, (travel) =>
    given().when(consent({ travel })).thenRefusedBy(rules.aWitnessTravelsSafely),
  )
  it('without travel asks for neither', () =>
    given()
      .when(consent({ travel: undefined }))
      .then(TestimonyConsentRecorded))
})

describe('claiming compensation', () => {
  const claim = (informedOfCompensation = true) =>
    commanded(FileCompensationClaim, FileCompensationClaim.example, { informedOfCompensation })
  it('is recorded', () => given().when(claim()).then(CompensationClaimFiled))
  it(rules.aClaimantKnewHerRight.sentence, () => given().when(claim(false)).thenRefusedBy(rules.aClaimantKnewHerRight))
  it(rules.aClaimIsFiledOnce.sentence, () =>
    given([{ type: CompensationClaimFiled.type, data: CompensationClaimFiled.example }])
      .when(claim())
      .thenRefusedBy(rules.aClaimIsFiledOnce),
  )
})

describe('telling a victim of a decision', () => {
  const notify = (exists: boolean, declined = false, stands = exists) =>
    commanded(NotifyVictim, { ...NotifyVictim.example, declined }, { exists, stands })
  it('is recorded, and that she did not wish to be told', () => {
    given().when(notify(true)).then(VictimNotified)
    given().when(notify(true, true)).then(VictimNotified)
  })
  it(rules.aVictimIsToldOfARecordedDecision.sentence, () =>
    given().when(notify(false)).thenRefusedBy(rules.aVictimIsToldOfARecordedDecision),
  )
  it(rules.aVictimIsToldOfADecisionThatStands.sentence, () =>
    given()
      .when(notify(true, false, false))
      .then(VictimNotified, warning(rules.aVictimIsToldOfADecisionThatStands)),
  )
})

describe('the review of a decision not to go on', () => {
  const decisionEventId = eventIdOf(0)
  const request = commanded(RequestDecisionReview, { ...RequestDecisionReview.example, decisionEventId }, {})
  const decide = (decidedBy = 'j.cruz') =>
    commanded(DecideDecisionReview, { ...DecideDecisionReview.example, decisionEventId }, { decidedBy: { [decisionEventId]: decidedBy } })
  const dropped: ProsecutionFact = { type: NoProsecutionDecided.type, data: NoProsecutionDecided.example }
  const requested: ProsecutionFact = { type: DecisionReviewRequested.type, data: request.data }
  const decided: ProsecutionFact = { type: DecisionReviewDecided.type, data: decide().data }
  const withdrawnOn = (occurredAt: string) => [
    { type: ChargeWithdrawn.type, data: { chargeId, reasonCode: 'insufficientEvidence' as const }, occurredAt },
  ]

  it('is asked for and decided', () => {
    given([dropped]).when(request).then(DecisionReviewRequested)
    given([dropped, requested]).when(decide()).then(DecisionReviewDecided)
  })
  it(rules.onlyADecisionNotToGoOnIsReviewed.sentence, () => {
    given().when(request).thenRefusedBy(rules.onlyADecisionNotToGoOnIsReviewed)
    given(aFile().withDossier()).when(request).thenRefusedBy(rules.onlyADecisionNotToGoOnIsReviewed)
    given([dropped, requested]).when(request).thenRefusedBy(rules.onlyADecisionNotToGoOnIsReviewed)
    given([dropped, requested, decided]).when(request).thenRefusedBy(rules.onlyADecisionNotToGoOnIsReviewed)
  })
  it(rules.aReviewIsAskedForInTime.sentence, () => {
    const rule = rules.aReviewIsAskedForInTime
    given([dropped])
      .when({ ...request, now: '2027-02-01T00:00:00Z' })
      .thenRefusedBy(rule)
    given(withdrawnOn('2026-11-10'))
      .when({ ...request, policy })
      .then(DecisionReviewRequested)
    given(withdrawnOn('2026-10-25'))
      .when({ ...request, policy })
      .thenRefusedBy(rule)
    given(withdrawnOn('2026-10-25')).when(request).then(DecisionReviewRequested)
  })
  it('a review that she asked for in time counts, also when it is recorded late', () => {
    const rule = rules.aReviewIsAskedForInTime
    const late = { ...request, now: '2027-02-05T00:00:00Z' }
    const until = { ...NoProsecutionDecided.example, reviewUntil: '2027-01-31T16:00:00Z' }
    const history: ProsecutionFact[] = [{ type: NoProsecutionDecided.type, data: until }]
    for (const occurredAt of ['2027-01-20', '2027-01-31', '2027-01-31T23:00:00+08:00', '2027-01-31T16:00:00Z'])
      given(history)
        .when({ ...late, occurredAt })
        .then(DecisionReviewRequested)
    for (const occurredAt of ['2027-02-01', '2027-02-01T00:10:00+08:00', '2027-01-31T16:00:01Z'])
      given(history)
        .when({ ...late, occurredAt })
        .thenRefusedBy(rule)
    given(withdrawnOn('2026-10-25'))
      .when({ ...late, occurredAt: '2026-11-14', policy })
      .then(DecisionReviewRequested)
  })
  it(rules.onlyARequestedReviewIsDecided.sentence, () => {
    given([dropped]).when(decide()).thenRefusedBy(rules.onlyARequestedReviewIsDecided)
    given([dropped, requested, decided]).when(decide()).thenRefusedBy(rules.onlyARequestedReviewIsDecided)
  })
  it(rules.anotherPersonReviewsADecision.sentence, () =>
    given([dropped, requested]).when(decide(officer.userId)).thenRefusedBy(rules.anotherPersonReviewsADecision),
  )
})

it('each rule of the victims’ part has one name', () => rulesHaveOneName('prosecution', rules))
