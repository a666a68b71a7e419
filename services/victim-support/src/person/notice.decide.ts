import type { Decided } from '@case-timeline/decider'
import { guardianDoesNotRefuseForAdult } from './majority.rules.ts'
import type {
  NotifyPartyOfIdentification,
  RecordNotificationObjection,
  RefuseConsent,
  WithdrawNotificationObjection,
} from './person.commands.ts'
import type { Offered, Supported } from './person.ts'
import type { PersonEvent } from './person-event.ts'
import { basisOfPastActIsCertain, pastActIsRecordedWhileAgreementHolds } from './past-acts.rules.ts'
import {
  childNoticeIsInBestInterests,
  noticeFollowsRiskAssessment,
  victimIsInformedBeforeNotice,
  noticeStopsAtObjection,
  noticeWaitsForVictimAnswer,
  noticeWaitsForProtectionClaim,
  refusedConsentWasNotGranted,
  withdrawnObjectionIsInForce,
} from './notice.rules.ts'

type Decision = Decided<PersonEvent>

export const refuseConsent = (_: Offered, { data }: RefuseConsent): Decision => ({
  under: [refusedConsentWasNotGranted, guardianDoesNotRefuseForAdult],
  events: [{ type: 'victimSupport.ConsentRefused', data }],
})

export const recordNotificationObjection = (_: Offered, { data }: RecordNotificationObjection): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.NotificationObjectionRecorded', data }],
})

export const withdrawNotificationObjection = (_: Offered, { data }: WithdrawNotificationObjection): Decision => ({
  under: [withdrawnObjectionIsInForce],
  events: [{ type: 'victimSupport.NotificationObjectionWithdrawn', data }],
})

export const notifyPartyOfIdentification = (_: Supported, { data }: NotifyPartyOfIdentification): Decision => ({
  under: [
    victimIsInformedBeforeNotice,
    noticeStopsAtObjection,
    noticeWaitsForVictimAnswer,
    noticeWaitsForProtectionClaim,
    noticeFollowsRiskAssessment,
    childNoticeIsInBestInterests,
    basisOfPastActIsCertain,
    pastActIsRecordedWhileAgreementHolds,
  ],
  events: [{ type: 'victimSupport.IdentificationNotifiedToParty', data }],
})
