import { commandType } from '../command-type.ts'
import { ConsentGranted } from './consent-granted.ts'
import { ConsentWithdrawn } from './consent-withdrawn.ts'
import { GuardianAppointed } from './guardian-appointed.ts'
import { MajorityReached } from './majority-reached.ts'
import { ReferralAnswered } from './referral-answered.ts'
import { ReferralMade } from './referral-made.ts'
import { RightsInformed } from './rights-informed.ts'
import { RiskAssessed } from './risk-assessed.ts'
import { SupportCaseOpened } from './support-case-opened.ts'
import { careCommands } from './care.commands.ts'
import { complaintCommands } from './complaint.commands.ts'
import { planCommands } from './plan.commands.ts'
import { returnCommands } from './return.commands.ts'
import { notificationCommands } from './sharing.commands.ts'

export const OpenSupportCase = commandType({
  name: 'OpenSupportCase',
  service: 'victimSupport',
  meaning: 'Offers support to a person of the case.',
  data: SupportCaseOpened.data,
  example: SupportCaseOpened.example,
})

export const InformOfRights = commandType({
  name: 'InformOfRights',
  service: 'victimSupport',
  meaning: 'Records what she was told of her rights.',
  data: RightsInformed.data,
  example: RightsInformed.example,
})

export const AssessRisk = commandType({
  name: 'AssessRisk',
  service: 'victimSupport',
  meaning: 'Records how great a danger she is in.',
  data: RiskAssessed.data,
  seals: RiskAssessed,
  example: RiskAssessed.example,
})

export const AppointGuardian = commandType({
  name: 'AppointGuardian',
  service: 'victimSupport',
  meaning: 'Appoints an independent guardian.',
  data: GuardianAppointed.data,
  example: GuardianAppointed.example,
})

export const RecordMajority = commandType({
  name: 'RecordMajority',
  service: 'victimSupport',
  meaning: 'Records that she has come of age; the day may be left out, since it is her birthday.',
  data: MajorityReached.data,
  example: MajorityReached.example,
})

export const GrantConsent = commandType({
  name: 'GrantConsent',
  service: 'victimSupport',
  meaning: 'Records her consent, or her guardian’s, to the sharing of her data.',
  data: ConsentGranted.data,
  seals: ConsentGranted,
  example: ConsentGranted.example,
})

export const WithdrawConsent = commandType({
  name: 'WithdrawConsent',
  service: 'victimSupport',
  meaning: 'Takes a consent back, wholly or in part.',
  data: ConsentWithdrawn.data,
  example: ConsentWithdrawn.example,
})

export const MakeReferral = commandType({
  name: 'MakeReferral',
  service: 'victimSupport',
  meaning: 'Refers her to an organisation for services.',
  data: ReferralMade.data,
  example: ReferralMade.example,
})

export const AnswerReferral = commandType({
  name: 'AnswerReferral',
  service: 'victimSupport',
  meaning: 'Records what became of a referral.',
  data: ReferralAnswered.data,
  example: ReferralAnswered.example,
})

export const victimSupportCommands = [
  OpenSupportCase,
  InformOfRights,
  AssessRisk,
  AppointGuardian,
  RecordMajority,
  GrantConsent,
  WithdrawConsent,
  MakeReferral,
  AnswerReferral,
  ...notificationCommands,
  ...careCommands,
  ...returnCommands,
  ...planCommands,
  ...complaintCommands,
] as const
