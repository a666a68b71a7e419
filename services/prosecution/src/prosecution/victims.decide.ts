import type { Decided } from '@case-timeline/decider'
import type {
  DecideDecisionReview,
  FileCompensationClaim,
  NotifyVictim,
  RecordTestimonyConsent,
  RecordTestimonyRefusal,
  RecordVictimViews,
  RequestDecisionReview,
  SeekProtectionMeasures,
} from './prosecution.commands.ts'
import type { Prosecution, ProsecutionEvent } from './prosecution.ts'
import {
  claimantWasInformedOfRight,
  claimIsFiledOnce,
  claimIsRecordedByOneSector,
  refusalIsRecordedByOneSector,
  anotherPersonReviewsDecision,
  reviewIsRequestedInTime,
  assistanceIsIndependentOfTestimony,
  victimIsNotifiedOfEffectiveDecision,
  victimIsNotifiedOfRecordedDecision,
  witnessTravelsSafely,
  measuresAreSoughtOnce,
  onlyDecisionNotToProceedIsReviewed,
  onlyRequestedReviewIsDecided,
  testimonyIsVoluntary,
} from './victims.rules.ts'

type Decision = Decided<ProsecutionEvent>

export const recordVictimViews = (_: Prosecution, { data }: RecordVictimViews): Decision => ({
  under: [],
  events: [{ type: 'prosecution.VictimViewsRecorded', data }],
})

export const seekProtectionMeasures = (_: Prosecution, { data }: SeekProtectionMeasures): Decision => ({
  under: [measuresAreSoughtOnce],
  events: [{ type: 'prosecution.ProtectionMeasureSought', data }],
})

export const recordTestimonyConsent = (_: Prosecution, { data }: RecordTestimonyConsent): Decision => ({
  under: [testimonyIsVoluntary, assistanceIsIndependentOfTestimony, witnessTravelsSafely],
  events: [{ type: 'prosecution.TestimonyConsentRecorded', data }],
})

export const recordTestimonyRefusal = (_: Prosecution, { data }: RecordTestimonyRefusal): Decision => ({
  under: [refusalIsRecordedByOneSector],
  events: [{ type: 'prosecution.TestimonyRefused', data }],
})

export const fileCompensationClaim = (_: Prosecution, { data }: FileCompensationClaim): Decision => ({
  under: [claimantWasInformedOfRight, claimIsRecordedByOneSector, claimIsFiledOnce],
  events: [{ type: 'prosecution.CompensationClaimFiled', data }],
})

export const notifyVictim = (_: Prosecution, { data }: NotifyVictim): Decision => ({
  under: [victimIsNotifiedOfRecordedDecision, victimIsNotifiedOfEffectiveDecision],
  events: [{ type: 'prosecution.VictimNotified', data }],
})

export const requestDecisionReview = (_: Prosecution, { data }: RequestDecisionReview): Decision => ({
  under: [onlyDecisionNotToProceedIsReviewed, reviewIsRequestedInTime],
  events: [{ type: 'prosecution.DecisionReviewRequested', data }],
})

export const decideDecisionReview = (_: Prosecution, { data }: DecideDecisionReview): Decision => ({
  under: [onlyRequestedReviewIsDecided, anotherPersonReviewsDecision],
  events: [{ type: 'prosecution.DecisionReviewDecided', data }],
})
