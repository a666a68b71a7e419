import { commandType } from '../command-type.ts'
import { CompensationClaimFiled } from './compensation-claim-filed.ts'
import { DecisionReviewDecided } from './decision-review-decided.ts'
import { DecisionReviewRequested } from './decision-review-requested.ts'
import { ProtectionMeasureSought } from './protection-measure-sought.ts'
import { TestimonyConsentRecorded } from './testimony-consent-recorded.ts'
import { VictimNotified } from './victim-notified.ts'
import { VictimViewsRecorded } from './victim-views-recorded.ts'

export const RecordVictimViews = commandType({
  name: 'RecordVictimViews',
  service: 'prosecution',
  meaning: 'Record that a victim was asked for her views before a decision.',
  data: VictimViewsRecorded.data,
  example: VictimViewsRecorded.example,
})

export const SeekProtectionMeasures = commandType({
  name: 'SeekProtectionMeasures',
  service: 'prosecution',
  meaning: 'Ask the court to protect a person while she testifies.',
  data: ProtectionMeasureSought.data,
  example: ProtectionMeasureSought.example,
})

export const RecordTestimonyConsent = commandType({
  name: 'RecordTestimonyConsent',
  service: 'prosecution',
  meaning: 'Record that a person agreed to testify, and how.',
  data: TestimonyConsentRecorded.data,
  example: TestimonyConsentRecorded.example,
})

export const FileCompensationClaim = commandType({
  name: 'FileCompensationClaim',
  service: 'prosecution',
  meaning: 'Claim compensation for a victim in the criminal case.',
  data: CompensationClaimFiled.data,
  example: CompensationClaimFiled.example,
})

export const NotifyVictim = commandType({
  name: 'NotifyVictim',
  service: 'prosecution',
  meaning: 'Record that a victim was told of a decision.',
  data: VictimNotified.data,
  example: VictimNotified.example,
})

export const RequestDecisionReview = commandType({
  name: 'RequestDecisionReview',
  service: 'prosecution',
  meaning: 'Ask for a victim that a decision not to go on be looked at again.',
  data: DecisionReviewRequested.data,
  example: DecisionReviewRequested.example,
})

export const DecideDecisionReview = commandType({
  name: 'DecideDecisionReview',
  service: 'prosecution',
  meaning: 'Decide whether a decision not to go on stands.',
  data: DecisionReviewDecided.data,
  example: DecisionReviewDecided.example,
})

export const victimCommands = [
  RecordVictimViews,
  SeekProtectionMeasures,
  RecordTestimonyConsent,
  FileCompensationClaim,
  NotifyVictim,
  RequestDecisionReview,
  DecideDecisionReview,
] as const
