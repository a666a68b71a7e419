import type { Decided } from '@case-timeline/decider'
import { nobodyAnswersForOneWhoIsOfAge } from './majority.rules.ts'
import type { NoticeCommand, PersonEvent, Supported, ToNotify, ToObject, ToRefuse, ToWithdrawObjection } from './person.ts'
import {
  childsNoticeIsInHerBestInterests,
  noticeFollowsARiskAssessment,
  noticeFollowsHerBeingTold,
  noticeStopsAtHerObjection,
  noticeWaitsForHerAnswer,
  noticeWaitsForHerProtection,
  refusedConsentWasNotGranted,
  withdrawnObjectionStands,
} from './notice.rules.ts'

type Decision = Decided<PersonEvent>
type Known = Omit<Supported, 'stage'>

export const refuseConsent = (_: Known, { data }: ToRefuse): Decision => ({
  under: [refusedConsentWasNotGranted, nobodyAnswersForOneWhoIsOfAge],
  events: [{ type: 'victimSupport.ConsentRefused', data }],
})

export const recordObjection = (_: Known, { data }: ToObject): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.NotificationObjectionRecorded', data }],
})

export const withdrawObjection = (_: Known, { data }: ToWithdrawObjection): Decision => ({
  under: [withdrawnObjectionStands],
  events: [{ type: 'victimSupport.NotificationObjectionWithdrawn', data }],
})

export const notifyParty = (_: Known, { data }: ToNotify): Decision => ({
  under: [
    noticeFollowsHerBeingTold,
    noticeStopsAtHerObjection,
    noticeWaitsForHerAnswer,
    noticeWaitsForHerProtection,
    noticeFollowsARiskAssessment,
    childsNoticeIsInHerBestInterests,
  ],
  events: [{ type: 'victimSupport.IdentificationNotifiedToParty', data }],
})

export const decideNotice = (person: Known, command: NoticeCommand): Decision => {
  switch (command.name) {
    case 'RefuseConsent':
      return refuseConsent(person, command)
    case 'RecordNotificationObjection':
      return recordObjection(person, command)
    case 'WithdrawNotificationObjection':
      return withdrawObjection(person, command)
    case 'NotifyPartyOfIdentification':
      return notifyParty(person, command)
  }
}
