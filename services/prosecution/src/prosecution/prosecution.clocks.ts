import { deadlineRule, namesPerson, starts, stops, type Clock } from '@case-timeline/casework'

/** The stream in which a missed deadline is recorded. */
const stream = (caseId: string): string => `case-${caseId}`

export const victimDetentionIsReviewedInTime = deadlineRule(
  'prosecution.victim-detention-is-reviewed-in-time',
  'soon after the presumption, it is assessed whether a presumed victim must remain a suspect and in detention',
  'ACTIP 14(7), 14(8); policy of the jurisdiction: the number of days',
)

const detentionReview: Clock = {
  rule: victimDetentionIsReviewedInTime,
  owedBy: 'prosecution',
  starts: [
    starts('investigation.VictimSuspectConflictFlagged', ({ personRef }) => ({ key: personRef, due: { activity: 'detentionReview' } })),
  ],
  stops: [
    stops('prosecution.NonPunishmentAssessed', ({ personRef, liability }) =>
      liability === 'criminal' ? { key: personRef, countsIfEarlier: true } : undefined,
    ),
    ...(['investigation.DetentionEnded', 'prosecution.DetentionEnded', 'adjudication.DetentionEnded'] as const).map((type) =>
      // A detention that ends because another order replaces it does not release the person.
      stops(type, ({ personRef, at, releaseReason }) => (releaseReason === 'replaced' ? undefined : { key: personRef, at })),
    ),
  ],
  runsOnce: true,
  stream,
}

const notificationStart = (_: unknown, eventId: string) => ({ key: eventId, due: { activity: 'victimNotification' as const } })

export const victimIsNotifiedOfDecisionInTime = deadlineRule(
  'prosecution.victim-is-notified-of-decision-in-time',
  'each victim is notified of a decision in the case in time, unless the victim does not wish to be notified',
  'Palermo Protocol 6(2)(a); policy of the jurisdiction: the number of days',
)

const notification: Clock = {
  rule: victimIsNotifiedOfDecisionInTime,
  owedBy: 'prosecution',
  starts: [
    starts('investigation.InvestigationSuspended', notificationStart),
    starts('investigation.InvestigationClosed', notificationStart),
    starts('investigation.InvestigationReopened', notificationStart),
    starts('prosecution.NoProsecutionDecided', notificationStart),
    starts('prosecution.ChargeWithdrawn', notificationStart),
    starts('adjudication.BailDecided', notificationStart),
    starts('adjudication.VerdictDelivered', notificationStart),
    starts('adjudication.SentenceImposed', notificationStart),
    starts('adjudication.ChargesEnded', notificationStart),
  ],
  stops: [stops('prosecution.VictimNotified', ({ personRef, decisionEventId }) => ({ key: `${decisionEventId}~${personRef}` }))],
  eachPerson: [
    namesPerson('investigation.PresumedVictimIdentified', ({ personRef }) => ({ personRef })),
    namesPerson('investigation.ForeignIdentificationRecognised', ({ personRef }) => ({ personRef })),
    namesPerson('investigation.VictimStatusDetermined', ({ personRef, status }) => ({
      personRef,
      isReleased: status === 'NotAVictimOfTrafficking',
    })),
  ],
  stream,
}

export const appealIsLodgedInWindow = deadlineRule(
  'prosecution.appeal-is-lodged-in-window',
  'an appeal is lodged before the window for it closes',
  'national law; policy of the jurisdiction: the number of days',
)

const appealStart = (_: unknown, eventId: string) => ({ key: eventId, due: { activity: 'appeal' as const } })

const appeal: Clock = {
  rule: appealIsLodgedInWindow,
  owedBy: 'prosecution',
  starts: [
    starts('adjudication.VerdictDelivered', appealStart),
    starts('adjudication.SentenceImposed', appealStart),
    starts('adjudication.CompensationOrdered', appealStart),
    starts('adjudication.ConfiscationOrdered', appealStart),
    starts('adjudication.AppealDecided', appealStart),
    starts('adjudication.ChargesEnded', appealStart),
  ],
  stops: [stops('prosecution.AppealLodged', ({ against }) => ({ key: against }))],
  isWindow: true,
  stream,
}

export const reviewIsRequestedInWindow = deadlineRule(
  'prosecution.review-is-requested-in-window',
  'a review of a decision not to proceed is requested before the window for it closes',
  'national law; policy of the jurisdiction: the number of days, unless the decision not to prosecute states the last one',
)

const review: Clock = {
  rule: reviewIsRequestedInWindow,
  owedBy: 'prosecution',
  starts: [
    starts('prosecution.NoProsecutionDecided', ({ reviewUntil }, eventId) => ({ key: eventId, due: { on: reviewUntil } })),
    starts('prosecution.ChargeWithdrawn', (_, eventId) => ({ key: eventId, due: { activity: 'decisionReview' } })),
  ],
  stops: [stops('prosecution.DecisionReviewRequested', ({ decisionEventId }) => ({ key: decisionEventId }))],
  isWindow: true,
  stream,
}

export const prosecutionClocks: readonly Clock[] = [detentionReview, notification, appeal, review]
