import type { Rule } from '@case-timeline/decider'
import type {
  DecideDecisionReview,
  FileCompensationClaim,
  NotifyVictim,
  RecordTestimonyConsent,
  RequestDecisionReview,
  SeekProtectionMeasures,
} from './prosecution.commands.ts'
import type { Prosecution } from './prosecution.ts'
import { isBy, isWithinWindow } from './windows.ts'

const INTEGRITY = 'integrity of the record'
const TESTIMONY = 'ACTIP 16(5) [V]'

export const testimonyIsVoluntary: Rule<Prosecution, RecordTestimonyConsent> = {
  id: 'prosecution.testimony-is-voluntary',
  sentence: 'a victim testifies of her own will',
  source: TESTIMONY,
  level: 'block',
  holds: (_, { data: { voluntary } }) => voluntary,
  facts: (_, { data: { personRef } }) => [personRef],
}

export const assistanceDependsOnNoTestimony: Rule<Prosecution, RecordTestimonyConsent> = {
  id: 'prosecution.assistance-depends-on-no-testimony',
  sentence: 'what a victim is given never depends on her testimony',
  source: 'Palermo Protocol 6 [G]; UN Recommended Principles on human trafficking 8 [G]',
  level: 'block',
  holds: (_, { data: { assistanceDependsOnIt } }) => !assistanceDependsOnIt,
  facts: (_, { data: { personRef } }) => [personRef],
}

export const aWitnessTravelsSafely: Rule<Prosecution, RecordTestimonyConsent> = {
  id: 'prosecution.a-witness-travels-safely',
  sentence: 'who travels to testify has a safety plan and safe conduct',
  source: TESTIMONY,
  level: 'block',
  holds: (_, { data: { travel } }) => travel === undefined || (travel.safetyPlanRef !== undefined && travel.safeConductRef !== undefined),
  facts: (_, { data: { personRef } }) => [personRef],
}

export const measuresAreSoughtOnce: Rule<Prosecution, SeekProtectionMeasures> = {
  id: 'prosecution.measures-are-sought-once',
  sentence: 'protection is sought once by one request: another one has an id of its own',
  source: INTEGRITY,
  level: 'block',
  holds: ({ done }, { data: { requestId } }) => !done.includes(requestId),
  facts: (_, { data: { requestId } }) => [requestId],
}

export const aClaimantKnewHerRight: Rule<Prosecution, FileCompensationClaim> = {
  id: 'prosecution.a-claimant-knew-her-right',
  sentence: 'compensation is claimed for a victim who was informed of her right to it',
  source: 'ACTIP 14(9) [V, text cut], 14(13) [G]; Palermo Protocol 6(6) [G]',
  level: 'block',
  holds: (_, { known }) => known.informedOfCompensation,
  facts: (_, { data: { personRef } }) => [personRef],
}

export const aClaimIsFiledOnce: Rule<Prosecution, FileCompensationClaim> = {
  id: 'prosecution.a-claim-is-filed-once',
  sentence: 'a claim is filed once: another one has an id of its own',
  source: INTEGRITY,
  level: 'block',
  holds: ({ done }, { data: { claimId } }) => !done.includes(claimId),
  facts: (_, { data: { claimId } }) => [claimId],
}

export const aVictimIsToldOfARecordedDecision: Rule<Prosecution, NotifyVictim> = {
  id: 'prosecution.a-victim-is-told-of-a-recorded-decision',
  sentence: 'a victim is told of a decision that is on record',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.exists,
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const aVictimIsToldOfADecisionThatStands: Rule<Prosecution, NotifyVictim> = {
  id: 'prosecution.a-victim-is-told-of-a-decision-that-stands',
  sentence: 'a victim is told of a decision that was not taken back as wrongly recorded',
  source: 'Palermo Protocol 6(2)(a) [G]: information on proceedings',
  level: 'warn',
  holds: (_, { known }) => !known.exists || known.stands,
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const onlyADecisionNotToGoOnIsReviewed: Rule<Prosecution, RequestDecisionReview> = {
  id: 'prosecution.only-a-decision-not-to-go-on-is-reviewed',
  sentence: 'a review is asked for of a decision not to prosecute or to withdraw a charge, once',
  source: 'review of decisions not to prosecute [G]',
  level: 'block',
  holds: ({ reviewables }, { data: { decisionEventId } }) => reviewables[decisionEventId]?.review === 'none',
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const aReviewIsAskedForInTime: Rule<Prosecution, RequestDecisionReview> = {
  id: 'prosecution.a-review-is-asked-for-in-time',
  sentence: 'a review is asked for while the decision may be reviewed',
  source: 'review of decisions not to prosecute [G]; the days are policy of the jurisdiction',
  level: 'block',
  holds: ({ reviewables }, { data: { decisionEventId }, policy, occurredAt, now }) => {
    const { reviewUntil, decidedOn = '' } = reviewables[decisionEventId] ?? {}
    const askedOn = occurredAt ?? now
    return reviewUntil === undefined ? isWithinWindow(policy, 'decisionReview', decidedOn, askedOn) : isBy(askedOn, reviewUntil)
  },
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const onlyARequestedReviewIsDecided: Rule<Prosecution, DecideDecisionReview> = {
  id: 'prosecution.only-a-requested-review-is-decided',
  sentence: 'a review is decided that was asked for, once',
  source: INTEGRITY,
  level: 'block',
  holds: ({ reviewables }, { data: { decisionEventId } }) => reviewables[decisionEventId]?.review === 'requested',
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}

export const anotherPersonReviewsADecision: Rule<Prosecution, DecideDecisionReview> = {
  id: 'prosecution.another-person-reviews-a-decision',
  sentence: 'who decided not to go on does not review that decision',
  source: 'separation of duties',
  level: 'block',
  holds: (_, { data: { decisionEventId }, known, actor }) => known.decidedBy[decisionEventId] !== actor.userId,
  facts: (_, { data: { decisionEventId } }) => [decisionEventId],
}
