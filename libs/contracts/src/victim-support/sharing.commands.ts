import { commandType } from '../command-type.ts'
import { ConsentRefused } from './consent-refused.ts'
import { IdentificationNotifiedToParty } from './identification-notified-to-party.ts'
import { NotificationObjectionRecorded } from './notification-objection-recorded.ts'
import { NotificationObjectionWithdrawn } from './notification-objection-withdrawn.ts'

export const RefuseConsent = commandType({
  name: 'RefuseConsent',
  service: 'victimSupport',
  meaning: 'Records that she, or her guardian, said no to sharing.',
  data: ConsentRefused.data,
  example: ConsentRefused.example,
})

export const RecordNotificationObjection = commandType({
  name: 'RecordNotificationObjection',
  service: 'victimSupport',
  meaning: 'Records that she does not want a country to be told.',
  data: NotificationObjectionRecorded.data,
  example: NotificationObjectionRecorded.example,
})

export const WithdrawNotificationObjection = commandType({
  name: 'WithdrawNotificationObjection',
  service: 'victimSupport',
  meaning: 'Takes her objection back.',
  data: NotificationObjectionWithdrawn.data,
  example: NotificationObjectionWithdrawn.example,
})

export const NotifyPartyOfIdentification = commandType({
  name: 'NotifyPartyOfIdentification',
  service: 'victimSupport',
  meaning: 'Tells another country of her identification, by a reference.',
  data: IdentificationNotifiedToParty.data,
  example: IdentificationNotifiedToParty.example,
})

/** Her say on what other agencies and countries are told. */
export const notificationCommands = [
  RefuseConsent,
  RecordNotificationObjection,
  WithdrawNotificationObjection,
  NotifyPartyOfIdentification,
] as const
