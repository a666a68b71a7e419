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
  RecordTestimonyRefusal,
  RecordVictimViews,
  RequestDecisionReview,
  SeekProtectionMeasures,
  TestimonyConsentRecorded,
  TestimonyRefused,
  VictimNotified,
  VictimViewsRecorded,
} from '@case-timeline/contracts'
import { commandFor, eventIdOf, officer, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { prosecutionStream } from './prosecution.stream.ts'
import { aFile, chargeId, policy } from './prosecution.fixtures.ts'
import type { ProsecutionEvent } from './prosecution.ts'
import * as rules from './victims.rules.ts'

const { claimIsRecordedByOneSector, refusalIsRecordedByOneSector } = rules
const given = specificationOf(prosecutionStream)

it('the views of a victim are recorded', () =>
  given()
    .when(commandFor(RecordVictimViews, RecordVictimViews.example, {}))
    .then(VictimViewsRecorded))

describe('seeking protection for a witness', () => {
  const seek = commandFor(SeekProtectionMeasures, SeekProtectionMeasures.example, {})
  it('is recorded', () => given().when(seek).then(ProtectionMeasureSought))
  it(rules.measuresAreSoughtOnce.sentence, () =>
    given([{ type: ProtectionMeasureSought.type, data: ProtectionMeasureSought.example }])
      .when(seek)
      .thenRefusedBy(rules.measuresAreSoughtOnce),
  )
})

describe('a refusal to testify', () => {
  const refusal = commandFor(RecordTestimonyRefusal, RecordTestimonyRefusal.example, {})

  it('is recorded, also without a reason, and after the person had agreed', () => {
    given().when(refusal).then(TestimonyRefused)
    const withoutReason = { personRef: RecordTestimonyRefusal.example.personRef }
    given()
      .when(commandFor(RecordTestimonyRefusal, withoutReason, {}))
      .then(TestimonyRefused)
  })
  it(`${refusalIsRecordedByOneSector.sentence}, with a warning that names what victim support recorded`, () =>
    given()
      .when(commandFor(RecordTestimonyRefusal, RecordTestimonyRefusal.example, { sameElsewhere: [chargeId] }))
      .then(TestimonyRefused, warning(refusalIsRecordedByOneSector)))
})

describe('consent to testify', () => {
  const consent = (changes: Partial<(typeof RecordTestimonyConsent)['example']> = {}) =>
    commandFor(RecordTestimonyConsent, { ...RecordTestimonyConsent.example, ...changes }, {})

  it('is recorded', () => given().when(consent()).then(TestimonyConsentRecorded))
  it(rules.testimonyIsVoluntary.sentence, () =>
    given()
      .when(consent({ voluntary: false }))
      .then(TestimonyConsentRecorded, warning(rules.testimonyIsVoluntary)),
  )
  it(rules.assistanceIsIndependentOfTestimony.sentence, () =>
    given()
      .when(consent({ assistanceDependsOnIt: true }))
      .then(TestimonyConsentRecorded, warning(rules.assistanceIsIndependentOfTestimony)),
  )
  it.each([{ safetyPlanRef: 'SAFETY-1' }, { safeConductRef: 'CONDUCT-1' }, {}])(`${rules.witnessTravelsSafely.sentence}: %j`, (travel) =>
    given().when(consent({ travel })).then(TestimonyConsentRecorded, warning(rules.witnessTravelsSafely)),
  )
  it('needs no safety plan and no safe conduct without travel', () =>
    given()
      .when(consent({ travel: undefined }))
      .then(TestimonyConsentRecorded))
})

describe('claiming compensation', () => {
  const claim = (informedOfCompensation = true) =>
    commandFor(FileCompensationClaim, FileCompensationClaim.example, { informedOfCompensation })
  it('is recorded', () => given().when(claim()).then(CompensationClaimFiled))
  it(rules.claimantWasInformedOfRight.sentence, () =>
    given().when(claim(false)).then(CompensationClaimFiled, warning(rules.claimantWasInformedOfRight)),
  )
  it(`${claimIsRecordedByOneSector.sentence}, with a warning that names what another sector recorded`, () =>
    given()
      .when(commandFor(FileCompensationClaim, FileCompensationClaim.example, { informedOfCompensation: true, sameElsewhere: [chargeId] }))
      .then(CompensationClaimFiled, warning(claimIsRecordedByOneSector)))
  it(rules.claimIsFiledOnce.sentence, () =>
    given([{ type: CompensationClaimFiled.type, data: CompensationClaimFiled.example }])
      .when(claim())
      .thenRefusedBy(rules.claimIsFiledOnce),
  )
})

describe('notifying a victim of a decision', () => {
  const notify = (exists: boolean, declined = false, inForce = exists) =>
    commandFor(NotifyVictim, { ...NotifyVictim.example, declined }, { exists, inForce })
  it('is recorded, also when the victim declined to be notified', () => {
    given().when(notify(true)).then(VictimNotified)
    given().when(notify(true, true)).then(VictimNotified)
  })
  it(rules.victimIsNotifiedOfRecordedDecision.sentence, () =>
    given().when(notify(false)).thenRefusedBy(rules.victimIsNotifiedOfRecordedDecision),
  )
  it(rules.victimIsNotifiedOfEffectiveDecision.sentence, () =>
    given()
      .when(notify(true, false, false))
      .then(VictimNotified, warning(rules.victimIsNotifiedOfEffectiveDecision)),
  )
})

describe('the review of a decision not to prosecute or to withdraw a charge', () => {
  const decisionEventId = eventIdOf(0)
  const request = commandFor(RequestDecisionReview, { ...RequestDecisionReview.example, decisionEventId }, {})
  const decide = (decidedBy = 'j.cruz') =>
    commandFor(DecideDecisionReview, { ...DecideDecisionReview.example, decisionEventId }, { decidedBy: { [decisionEventId]: decidedBy } })
  const noProsecution: ProsecutionEvent = { type: NoProsecutionDecided.type, data: NoProsecutionDecided.example }
  const requested: ProsecutionEvent = { type: DecisionReviewRequested.type, data: request.data }
  const decided: ProsecutionEvent = { type: DecisionReviewDecided.type, data: decide().data }
  const withdrawnOn = (occurredAt: string) => [
    { type: ChargeWithdrawn.type, data: { chargeId, reasonCode: 'insufficientEvidence' as const }, occurredAt },
  ]

  it('is requested and decided', () => {
    given([noProsecution]).when(request).then(DecisionReviewRequested)
    given([noProsecution, requested]).when(decide()).then(DecisionReviewDecided)
  })
  it('is decided also when it was requested of a decision that is not on record, or a second time', () => {
    given([requested]).when(decide()).then(DecisionReviewDecided)
    given([noProsecution, requested, decided, requested]).when(decide()).then(DecisionReviewDecided)
  })
  it(rules.onlyDecisionNotToProceedIsReviewed.sentence, () => {
    given().when(request).then(DecisionReviewRequested, warning(rules.onlyDecisionNotToProceedIsReviewed))
    given(aFile().withDossier()).when(request).then(DecisionReviewRequested, warning(rules.onlyDecisionNotToProceedIsReviewed))
    given([noProsecution, requested]).when(request).then(DecisionReviewRequested, warning(rules.onlyDecisionNotToProceedIsReviewed))
    given([noProsecution, requested, decided])
      .when(request)
      .then(DecisionReviewRequested, warning(rules.onlyDecisionNotToProceedIsReviewed))
  })
  it(rules.reviewIsRequestedInTime.sentence, () => {
    const rule = rules.reviewIsRequestedInTime
    given([noProsecution])
      .when({ ...request, now: '2027-02-01T00:00:00Z' })
      .then(DecisionReviewRequested, warning(rule))
    given(withdrawnOn('2026-11-10'))
      .when({ ...request, policy })
      .then(DecisionReviewRequested)
    given(withdrawnOn('2026-10-25'))
      .when({ ...request, policy })
      .then(DecisionReviewRequested, warning(rule))
    given(withdrawnOn('2026-10-25')).when(request).then(DecisionReviewRequested)
  })
  it('is accepted when it was requested in time, also if it is recorded late', () => {
    const rule = rules.reviewIsRequestedInTime
    const late = { ...request, now: '2027-02-05T00:00:00Z' }
    const until = { ...NoProsecutionDecided.example, reviewUntil: '2027-01-31T16:00:00Z' }
    const history: ProsecutionEvent[] = [{ type: NoProsecutionDecided.type, data: until }]
    for (const occurredAt of ['2027-01-20', '2027-01-31', '2027-01-31T23:00:00+08:00', '2027-01-31T16:00:00Z'])
      given(history)
        .when({ ...late, occurredAt })
        .then(DecisionReviewRequested)
    for (const occurredAt of ['2027-02-01', '2027-02-01T00:10:00+08:00', '2027-01-31T16:00:01Z'])
      given(history)
        .when({ ...late, occurredAt })
        .then(DecisionReviewRequested, warning(rule))
    given(withdrawnOn('2026-10-25'))
      .when({ ...late, occurredAt: '2026-11-14', policy })
      .then(DecisionReviewRequested)
  })
  it(rules.onlyRequestedReviewIsDecided.sentence, () => {
    given([noProsecution]).when(decide()).thenRefusedBy(rules.onlyRequestedReviewIsDecided)
    given([noProsecution, requested, decided]).when(decide()).thenRefusedBy(rules.onlyRequestedReviewIsDecided)
  })
  it(rules.anotherPersonReviewsDecision.sentence, () =>
    given([noProsecution, requested]).when(decide(officer.userId)).thenRefusedBy(rules.anotherPersonReviewsDecision),
  )
})

it('the id of each rule on victims matches the name of its constant', () => ruleIdsMatchConstants('prosecution', rules))
