import {
  adjudicationDetention,
  AppealDecided,
  AppealLodged,
  BailDecided,
  ChargeWithdrawn,
  CompensationOrdered,
  ConfiscationOrdered,
  DecisionReviewRequested,
  ForeignIdentificationRecognised,
  InvestigationClosed,
  investigationDetention,
  InvestigationReopened,
  InvestigationSuspended,
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  NonPunishmentAssessed,
  NoProsecutionDecided,
  PresumedVictimIdentified,
  prosecutionDetention,
  SentenceImposed,
  VerdictDelivered,
  VictimNotified,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import { inTime, names, starts, stops, type Clock } from '../clock.ts'
import { custodyClockOf } from './custody-clocks.ts'

const stream = (caseId: string): string => `case-${caseId}`

export const theDetentionOfAVictimIsReviewedInTime = inTime(
  'prosecution.the-detention-of-a-victim-is-reviewed-in-time',
  'whether she must stay a suspect, and in detention, is weighed soon after she is presumed a victim',
  'ACTIP 14(7), 14(8) [V]; the days are the policy’s',
)

const detentionReview: Clock = {
  rule: theDetentionOfAVictimIsReviewedInTime,
  owedBy: 'prosecution',
  starts: [starts(VictimSuspectConflictFlagged, ({ personRef }) => ({ key: personRef, due: { activity: 'detentionReview' } }))],
  stops: [
    stops(NonPunishmentAssessed, ({ personRef, liability }) =>
      liability === 'criminal' ? { key: personRef, evenBefore: true } : undefined,
    ),
    ...[investigationDetention, prosecutionDetention, adjudicationDetention].map(({ DetentionEnded }) =>
      // One order that takes the place of another sets nobody free.
      stops(DetentionEnded, ({ personRef, at, releaseReason }) => (releaseReason === 'replaced' ? undefined : { key: personRef, at })),
    ),
  ],
  runsOnce: true,
  stream,
}

export const aForeignRequestIsAcknowledgedInTime = inTime(
  'prosecution.a-foreign-request-is-acknowledged-in-time',
  'a request for mutual assistance is acknowledged in time',
  'ASEAN MLAT [G]; the days are the policy’s',
)

const acknowledgement: Clock = {
  rule: aForeignRequestIsAcknowledgedInTime,
  owedBy: 'prosecution',
  starts: [starts(MlaRequestReceived, ({ requestId }) => ({ key: requestId, due: { activity: 'mlaAcknowledgement' } }))],
  stops: [
    stops(MlaRequestAcknowledged, ({ requestId, at }) => ({ key: requestId, at })),
    stops(MlaRequestExecuted, ({ requestId }) => ({ key: requestId })),
    stops(MlaRequestRefused, ({ requestId }) => ({ key: requestId })),
  ],
  stream,
}

const telling = (_: unknown, eventId: string) => ({ key: eventId, due: { activity: 'victimNotification' as const } })

export const aVictimIsToldOfADecisionInTime = inTime(
  'prosecution.a-victim-is-told-of-a-decision-in-time',
  'each victim is told of a decision in her case in time, unless she does not wish to be told',
  'Palermo Protocol 6(2)(a) [G]; the days are the policy’s',
)

const notification: Clock = {
  rule: aVictimIsToldOfADecisionInTime,
  owedBy: 'prosecution',
  starts: [
    starts(InvestigationSuspended, telling),
    starts(InvestigationClosed, telling),
    starts(InvestigationReopened, telling),
    starts(NoProsecutionDecided, telling),
    starts(ChargeWithdrawn, telling),
    starts(BailDecided, telling),
    starts(VerdictDelivered, telling),
    starts(SentenceImposed, telling),
  ],
  stops: [stops(VictimNotified, ({ personRef, decisionEventId }) => ({ key: `${decisionEventId}~${personRef}` }))],
  each: [
    names(PresumedVictimIdentified, ({ personRef }) => ({ personRef })),
    names(ForeignIdentificationRecognised, ({ personRef }) => ({ personRef })),
    names(VictimStatusDetermined, ({ personRef, status }) => ({ personRef, none: status === 'NotAVictimOfTrafficking' })),
  ],
  stream,
}

export const anAppealWindowCloses = inTime(
  'prosecution.an-appeal-window-closes',
  'an appeal is lodged before its window closes',
  'national codes [G]; the days are the policy’s',
)

const appealable = (_: unknown, eventId: string) => ({ key: eventId, due: { activity: 'appeal' as const } })

const appeal: Clock = {
  rule: anAppealWindowCloses,
  owedBy: 'prosecution',
  starts: [
    starts(VerdictDelivered, appealable),
    starts(SentenceImposed, appealable),
    starts(CompensationOrdered, appealable),
    starts(ConfiscationOrdered, appealable),
    starts(AppealDecided, appealable),
  ],
  stops: [stops(AppealLodged, ({ against }) => ({ key: against }))],
  window: true,
  stream,
}

export const aReviewWindowCloses = inTime(
  'prosecution.a-review-window-closes',
  'a review of a decision not to go on is asked for before its window closes',
  'a decision not to prosecute names the day itself; else the days are the policy’s; national codes [G]',
)

const review: Clock = {
  rule: aReviewWindowCloses,
  owedBy: 'prosecution',
  starts: [
    starts(NoProsecutionDecided, ({ reviewUntil }, eventId) => ({ key: eventId, due: { on: reviewUntil } })),
    starts(ChargeWithdrawn, (_, eventId) => ({ key: eventId, due: { activity: 'decisionReview' } })),
  ],
  stops: [stops(DecisionReviewRequested, ({ decisionEventId }) => ({ key: decisionEventId }))],
  window: true,
  stream,
}

export const prosecutionClocks: readonly Clock[] = [
  custodyClockOf('prosecution'),
  detentionReview,
  acknowledgement,
  notification,
  appeal,
  review,
]
