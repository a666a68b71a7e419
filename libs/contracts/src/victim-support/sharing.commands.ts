import { commandType } from '../command-type.ts'
import { ConsentRefused } from './consent-refused.ts'
import { IdentificationNotifiedToParty } from './identification-notified-to-party.ts'
import { NotificationObjectionRecorded } from './notification-objection-recorded.ts'
import { NotificationObjectionWithdrawn } from './notification-objection-withdrawn.ts'

export const RefuseConsent = commandType({
  name: 'RefuseConsent',
  service: 'victimSupport',
  bulk: true,
  meaning: 'Records that a person, or the person’s guardian, refused consent to the sharing of data.',
  data: ConsentRefused.data,
  example: ConsentRefused.example,
})

export const RecordNotificationObjection = commandType({
  name: 'RecordNotificationObjection',
  service: 'victimSupport',
  meaning: 'Records that a person objects to a country being notified that they were identified as a victim.',
  data: NotificationObjectionRecorded.data,
  example: NotificationObjectionRecorded.example,
})

export const WithdrawNotificationObjection = commandType({
  name: 'WithdrawNotificationObjection',
  service: 'victimSupport',
  meaning: 'Withdraws a person’s objection to a country being notified that they were identified as a victim.',
  data: NotificationObjectionWithdrawn.data,
  example: NotificationObjectionWithdrawn.example,
})

export const NotifyPartyOfIdentification = commandType({
  name: 'NotifyPartyOfIdentification',
  service: 'victimSupport',
  meaning: 'Notifies another country that a person was identified as a victim; the notice contains only a reference.',
  data: IdentificationNotifiedToParty.data,
  example: IdentificationNotifiedToParty.example,
})
