import {
  actIsRecordedByOneSector,
  claimRulesOf,
  isSameUser,
  isWithinWindow,
  namedThingIsOnRecord,
  notRecordedElsewhere,
  thingIsRecordedOnce,
} from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type {
  DecideDecisionReview,
  FileCompensationClaim,
  NotifyVictim,
  RecordTestimonyConsent,
  RecordTestimonyRefusal,
  RequestDecisionReview,
  SeekProtectionMeasures,
} from './prosecution.commands.ts'
import type { Prosecution } from './prosecution.ts'
import { isOnOrBefore } from './windows.ts'

const INTEGRITY = 'integrity of the record'
const TESTIMONY = 'ACTIP 16(5): testimony is voluntary, with due regard for safety'

export const testimonyIsVoluntary: Rule<Prosecution, RecordTestimonyConsent> = {
  id: 'prosecution.testimony-is-voluntary',
  sentence: 'a victim testifies voluntarily',
  source: TESTIMONY,
  level: 'warn',
  holds: (_, { data: { voluntary } }) => voluntary,
  facts: (_, { data: { personRef } }) => [personRef],
}

export const assistanceIsIndependentOfTestimony: Rule<Prosecution, RecordTestimonyConsent> = {
  id: 'prosecution.assistance-is-independent-of-testimony',
  sentence: 'assistance to a victim never depends on testimony',
  source: 'Palermo Protocol 6; UN Recommended Principles 8',
  level: 'warn',
  holds: (_, { data: { assistanceDependsOnIt } }) => !assistanceDependsOnIt,
  facts: (_, { data: { personRef } }) => [personRef],
}

export const witnessTravelsSafely: Rule<Prosecution, RecordTestimonyConsent> = {
  id: 'prosecution.witness-travels-safely',
  sentence: 'a witness who travels to testify has a safety plan and safe conduct',
  source: TESTIMONY,
  level: 'warn',
  holds: (_, { data: { travel } }) => travel === undefined || (travel.safetyPlanRef !== undefined && travel.safeConductRef !== undefined),
  facts: (_, { data: { personRef } }) => [personRef],
}

export const measuresAreSoughtOnce: Rule<Prosecution, SeekProtectionMeasures> = thingIsRecordedOnce('requestForProtection', {
  holds: ({ usedIds }, { data: { requestId } }) => !usedIds.includes(requestId),
  facts: (_, { data: { requestId } }) => [requestId],
})

export const { claimantWasInformedOfRight } = claimRulesOf('prosecution')

export const claimIsRecordedByOneSector: Rule<Prosecution, FileCompensationClaim> = actIsRecordedByOneSector('claim', notRecordedElsewhere)

export const refusalIsRecordedByOneSector: Rule<Prosecution, RecordTestimonyRefusal> = actIsRecordedByOneSector(
  'refusalToTestify',
  notRecordedElsewhere,
)

export const claimIsFiledOnce: Rule<Prosecution, FileCompensationClaim> = thingIsRecordedOnce('claim', {
  holds: ({ usedIds }, { data: { claimId } }) => !usedIds.includes(claimId),
  facts: (_, { data: { claimId } }) => [claimId],
})

export const victimIsNotifiedOfRecordedDecision: Rule<Prosecution, NotifyVictim> = namedThingIsOnRecord('decision', {
  holds: (_, { known }) => known.exists,
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
})

export const victimIsNotifiedOfEffectiveDecision: Rule<Prosecution, NotifyVictim> = {
  id: 'prosecution.victim-is-notified-of-effective-decision',
  sentence: 'a victim is notified only of a decision that is in force, not of a retracted one',
  source: 'Palermo Protocol 6(2)(a): information on proceedings',
  level: 'warn',
  holds: (_, { known }) => !known.exists || known.inForce,
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const onlyDecisionNotToProceedIsReviewed: Rule<Prosecution, RequestDecisionReview> = {
  id: 'prosecution.only-decision-not-to-proceed-is-reviewed',
  sentence: 'a review is requested once, and only of a decision not to prosecute or to withdraw a charge',
  source: 'practice: review of decisions not to prosecute',
  level: 'warn',
  holds: ({ reviewables }, { data: { decisionEventId } }) => reviewables[decisionEventId]?.review === 'none',
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const reviewIsRequestedInTime: Rule<Prosecution, RequestDecisionReview> = {
  id: 'prosecution.review-is-requested-in-time',
  sentence: 'a review is requested before the time for requesting it ends',
  source: 'practice: review of decisions not to prosecute; policy of the jurisdiction: the number of days',
  level: 'warn',
  holds: ({ reviewables }, { data: { decisionEventId }, policy, occurredAt, now }) => {
    // Without the date of the decision, no window is exceeded.
    const { reviewUntil, decidedOn = '' } = reviewables[decisionEventId] ?? {}
    const requestedOn = occurredAt ?? now
    return reviewUntil === undefined
      ? isWithinWindow(policy, 'decisionReview', decidedOn, requestedOn)
      : isOnOrBefore(requestedOn, reviewUntil)
  },
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const onlyRequestedReviewIsDecided: Rule<Prosecution, DecideDecisionReview> = {
  id: 'prosecution.only-requested-review-is-decided',
  sentence: 'a review is decided once, and only if it was requested',
  source: INTEGRITY,
  level: 'block',
  holds: ({ reviewables }, { data: { decisionEventId } }) => reviewables[decisionEventId]?.review === 'requested',
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const anotherPersonReviewsDecision: Rule<Prosecution, DecideDecisionReview> = {
  id: 'prosecution.another-person-reviews-decision',
  sentence: 'the person who decided not to proceed does not review that decision',
  source: 'separation of duties',
  level: 'block',
  holds: (_, { data: { decisionEventId }, known, actor }) => !isSameUser(known.decidedBy[decisionEventId], actor.userId),
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}
