import type { Decided } from '@case-timeline/decider'
import type {
  DecideDecisionReview,
  FileCompensationClaim,
  NotifyVictim,
  RecordTestimonyConsent,
  RecordVictimViews,
  RequestDecisionReview,
  SeekProtectionMeasures,
} from './prosecution.commands.ts'
import type { ProsecutionFact } from './prosecution.ts'
import {
  aClaimantKnewHerRight,
  aClaimIsFiledOnce,
  anotherPersonReviewsADecision,
  aReviewIsAskedForInTime,
  assistanceDependsOnNoTestimony,
  aVictimIsToldOfADecisionThatStands,
  aVictimIsToldOfARecordedDecision,
  aWitnessTravelsSafely,
  measuresAreSoughtOnce,
  onlyADecisionNotToGoOnIsReviewed,
  onlyARequestedReviewIsDecided,
  testimonyIsVoluntary,
} from './victims.rules.ts'

type Decision = Decided<ProsecutionFact>

export const recordVictimViews = ({ data }: RecordVictimViews): Decision => ({
  under: [],
  events: [{ type: 'prosecution.VictimViewsRecorded', data }],
})

export const seekProtectionMeasures = ({ data }: SeekProtectionMeasures): Decision => ({
  under: [measuresAreSoughtOnce],
  events: [{ type: 'prosecution.ProtectionMeasureSought', data }],
})

export const recordTestimonyConsent = ({ data }: RecordTestimonyConsent): Decision => ({
  under: [testimonyIsVoluntary, assistanceDependsOnNoTestimony, aWitnessTravelsSafely],
  events: [{ type: 'prosecution.TestimonyConsentRecorded', data }],
})

export const fileCompensationClaim = ({ data }: FileCompensationClaim): Decision => ({
  under: [aClaimantKnewHerRight, aClaimIsFiledOnce],
  events: [{ type: 'prosecution.CompensationClaimFiled', data }],
})

export const notifyVictim = ({ data }: NotifyVictim): Decision => ({
  under: [aVictimIsToldOfARecordedDecision, aVictimIsToldOfADecisionThatStands],
  events: [{ type: 'prosecution.VictimNotified', data }],
})

export const requestDecisionReview = ({ data }: RequestDecisionReview): Decision => ({
  under: [onlyADecisionNotToGoOnIsReviewed, aReviewIsAskedForInTime],
  events: [{ type: 'prosecution.DecisionReviewRequested', data }],
})

export const decideDecisionReview = ({ data }: DecideDecisionReview): Decision => ({
  under: [onlyARequestedReviewIsDecided, anotherPersonReviewsADecision],
  events: [{ type: 'prosecution.DecisionReviewDecided', data }],
})
