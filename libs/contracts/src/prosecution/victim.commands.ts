import { commandType } from '../command-type.ts'
import { CompensationClaimFiled } from './compensation-claim-filed.ts'
import { DecisionReviewDecided } from './decision-review-decided.ts'
import { DecisionReviewRequested } from './decision-review-requested.ts'
import { ProtectionMeasureSought } from './protection-measure-sought.ts'
import { TestimonyConsentRecorded } from './testimony-consent-recorded.ts'
import { TestimonyRefused } from './testimony-refused.ts'
import { VictimNotified } from './victim-notified.ts'
import { VictimViewsRecorded } from './victim-views-recorded.ts'

export const RecordVictimViews = commandType({
  name: 'RecordVictimViews',
  service: 'prosecution',
  meaning: 'Records that the views of a victim were sought before a decision.',
  data: VictimViewsRecorded.data,
  example: VictimViewsRecorded.example,
})

export const SeekProtectionMeasures = commandType({
  name: 'SeekProtectionMeasures',
  service: 'prosecution',
  meaning: 'Requests the court to order protection measures for a person who testifies.',
  data: ProtectionMeasureSought.data,
  example: ProtectionMeasureSought.example,
})

export const RecordTestimonyConsent = commandType({
  name: 'RecordTestimonyConsent',
  service: 'prosecution',
  meaning: 'Records that a person consented to testify, and the mode of testimony.',
  data: TestimonyConsentRecorded.data,
  example: TestimonyConsentRecorded.example,
})

export const RecordTestimonyRefusal = commandType({
  name: 'RecordTestimonyRefusal',
  service: 'prosecution',
  meaning: 'Records that a person will not testify, or will not any more.',
  data: TestimonyRefused.data,
  example: TestimonyRefused.example,
})

export const FileCompensationClaim = commandType({
  name: 'FileCompensationClaim',
  service: 'prosecution',
  meaning: 'Claims compensation for a victim in the criminal case.',
  data: CompensationClaimFiled.data,
  example: CompensationClaimFiled.example,
})

export const NotifyVictim = commandType({
  name: 'NotifyVictim',
  service: 'prosecution',
  meaning: 'Records that a victim was notified of a decision.',
  data: VictimNotified.data,
  example: VictimNotified.example,
})

export const RequestDecisionReview = commandType({
  name: 'RequestDecisionReview',
  service: 'prosecution',
  meaning: 'Requests the review of a decision not to proceed, on behalf of a victim.',
  data: DecisionReviewRequested.data,
  example: DecisionReviewRequested.example,
})

export const DecideDecisionReview = commandType({
  name: 'DecideDecisionReview',
  service: 'prosecution',
  meaning: 'Decides whether a decision not to proceed is upheld.',
  data: DecisionReviewDecided.data,
  example: DecisionReviewDecided.example,
})
