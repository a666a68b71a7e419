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

export const OpenSupportCase = commandType({
  name: 'OpenSupportCase',
  service: 'victimSupport',
  bulk: true,
  meaning: 'Offers support to a person of the case.',
  data: SupportCaseOpened.data,
  example: SupportCaseOpened.example,
})

export const InformOfRights = commandType({
  name: 'InformOfRights',
  service: 'victimSupport',
  bulk: true,
  meaning: 'Records which rights a person was informed of.',
  data: RightsInformed.data,
  example: RightsInformed.example,
})

export const AssessRisk = commandType({
  name: 'AssessRisk',
  service: 'victimSupport',
  bulk: true,
  meaning: 'Records an assessment of a person’s risk.',
  data: RiskAssessed.data,
  encrypts: RiskAssessed,
  example: RiskAssessed.example,
})

export const AppointGuardian = commandType({
  name: 'AppointGuardian',
  service: 'victimSupport',
  meaning: 'Appoints an independent guardian for a person.',
  data: GuardianAppointed.data,
  example: GuardianAppointed.example,
  approvedBy: ['support-lead'],
})

export const RecordMajority = commandType({
  name: 'RecordMajority',
  service: 'victimSupport',
  meaning: 'Records that a person has come of age. The day may be omitted, because it is the person’s birthday.',
  data: MajorityReached.data,
  example: MajorityReached.example,
})

export const GrantConsent = commandType({
  name: 'GrantConsent',
  service: 'victimSupport',
  bulk: true,
  meaning: 'Records the consent of a person, or of the person’s guardian, to the sharing of data.',
  data: ConsentGranted.data,
  encrypts: ConsentGranted,
  example: ConsentGranted.example,
  approvedBy: ['support-lead'],
})

export const WithdrawConsent = commandType({
  name: 'WithdrawConsent',
  service: 'victimSupport',
  meaning: 'Withdraws a consent, wholly or in part.',
  data: ConsentWithdrawn.data,
  example: ConsentWithdrawn.example,
})

export const MakeReferral = commandType({
  name: 'MakeReferral',
  service: 'victimSupport',
  meaning: 'Refers a person to an organisation for services.',
  data: ReferralMade.data,
  example: ReferralMade.example,
})

export const AnswerReferral = commandType({
  name: 'AnswerReferral',
  service: 'victimSupport',
  meaning: 'Records the outcome of a referral.',
  data: ReferralAnswered.data,
  example: ReferralAnswered.example,
})
