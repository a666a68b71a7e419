import {
  accuses,
  appealFact,
  deadlineRule,
  lodgedFact,
  namesPerson,
  saysOfCourts,
  sentenceFact,
  starts,
  stops,
  verdictFact,
  type Clock,
  type Start,
} from '@case-timeline/casework'
import type { DataOf } from '@case-timeline/contracts'

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

const notificationStart = (eventId: string, about: Pick<Start, 'parties' | 'charges'> = {}): Start => ({
  key: eventId,
  due: { activity: 'victimNotification' },
  ...about,
})
const notificationOfAll = (_: unknown, eventId: string) => notificationStart(eventId)
const notificationOfCharges = (eventId: string, chargeIds: readonly string[]) =>
  notificationStart(eventId, { parties: { chargeIds }, charges: chargeIds })
const notificationOfCharge = ({ chargeId }: { readonly chargeId: string }, eventId: string) => notificationOfCharges(eventId, [chargeId])
const notificationOfAccused = (eventId: string, accused: readonly string[], charges: readonly string[] = []) =>
  notificationStart(eventId, { parties: { accused }, charges })

/** A charge that is amended is also about those about whom it was. */
const accusationOf = ({ chargeId, accusedRef, perVictim }: DataOf<'prosecution.ChargeLaid'>) => ({
  chargeId,
  personRef: accusedRef,
  victims: perVictim.map(({ personRef }) => personRef),
})

export const victimIsNotifiedOfDecisionInTime = deadlineRule(
  'prosecution.victim-is-notified-of-decision-in-time',
  'each victim is notified of a decision in the case in time, unless the victim does not wish to be notified',
  'Palermo Protocol 6(2)(a); policy of the jurisdiction: the number of days',
)

const notification: Clock = {
  rule: victimIsNotifiedOfDecisionInTime,
  owedBy: 'prosecution',
  starts: [
    starts('investigation.InvestigationSuspended', notificationOfAll),
    starts('investigation.InvestigationClosed', notificationOfAll),
    starts('investigation.InvestigationReopened', notificationOfAll),
    starts('prosecution.NoProsecutionDecided', ({ suspects }, eventId) => notificationOfAccused(eventId, suspects)),
    starts('prosecution.ChargeWithdrawn', notificationOfCharge),
    starts('adjudication.BailDecided', ({ accusedRef }, eventId) => notificationOfAccused(eventId, [accusedRef])),
    starts('adjudication.PleaAgreementDecided', ({ accusedRef, chargeIds }, eventId) =>
      notificationOfAccused(eventId, [accusedRef], chargeIds),
    ),
    starts('adjudication.VerdictDelivered', ({ accusedRef, chargeId }, eventId) =>
      notificationOfAccused(eventId, [accusedRef], [chargeId]),
    ),
    starts('adjudication.SentenceImposed', notificationOfCharge),
    starts('adjudication.AppealDecided', ({ effects }, eventId) =>
      notificationOfCharges(
        eventId,
        effects.map(({ chargeId }) => chargeId),
      ),
    ),
    starts('adjudication.ChargesEnded', ({ accusedRef, chargeIds }, eventId) => notificationOfAccused(eventId, [accusedRef], chargeIds)),
    starts('adjudication.AccusedSevered', ({ accusedRefs }, eventId) => notificationOfAccused(eventId, accusedRefs)),
    starts('adjudication.PartsJoined', notificationOfAll),
    starts('adjudication.JoinderEnded', notificationOfAll),
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
  accusations: [accuses('prosecution.ChargeLaid', accusationOf), accuses('prosecution.ChargeAmended', accusationOf)],
  stream,
}

export const appealIsLodgedInWindow = deadlineRule(
  'prosecution.appeal-is-lodged-in-window',
  'an appeal is lodged before the window for it closes',
  'national law; policy of the jurisdiction: the number of days',
)

const appealStart = (_: unknown, eventId: string): Start => ({ key: eventId, due: { activity: 'appeal', ofCourt: true } })

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
  courts: [
    saysOfCourts('adjudication.VerdictDelivered', verdictFact),
    saysOfCourts('adjudication.SentenceImposed', sentenceFact),
    saysOfCourts('adjudication.AppealDecided', appealFact),
    saysOfCourts('prosecution.AppealLodged', lodgedFact),
  ],
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
