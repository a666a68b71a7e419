import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  notYetOffered,
  type NotYetOffered,
  type Person,
  type PersonCommand,
  type PersonEvent,
  type Supported,
  type ToAnswer,
  type ToAppoint,
  type ToAssess,
  type ToGrant,
  type ToInform,
  type ToOpen,
  type ToRefer,
  type ToWithdraw,
} from './person.ts'
import {
  answeredReferralWasMade,
  answerFollowsTheReferralsCourse,
  childConsentsThroughHerGuardian,
  consentingGuardianIsIndependent,
  consentIsGrantedOnce,
  guardianIsNeitherRecruiterNorExploiter,
  guardianIsNeitherSuspectNorAccused,
  guardianIsSomebodyElse,
  referralIsMadeOnce,
  referralNeedsLiveConsent,
  refusedAssentIsRespected,
  supportCaseIsOpenedOnce,
  supportIsOfferedFirst,
  withdrawnConsentWasGranted,
} from './person.rules.ts'

type Decision = Decided<PersonEvent>

export const openSupportCase = (_: NotYetOffered, { data }: ToOpen): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.SupportCaseOpened', data }],
})

export const informOfRights = (_: Supported, { data }: ToInform): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.RightsInformed', data }],
})

export const assessRisk = (_: Supported, { data }: ToAssess): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.RiskAssessed', data }],
})

export const appointGuardian = (_: Supported, { data }: ToAppoint): Decision => ({
  under: [guardianIsSomebodyElse, guardianIsNeitherRecruiterNorExploiter, guardianIsNeitherSuspectNorAccused],
  events: [{ type: 'victimSupport.GuardianAppointed', data }],
})

export const grantConsent = (_: Supported, { data }: ToGrant): Decision => ({
  under: [consentIsGrantedOnce, childConsentsThroughHerGuardian, consentingGuardianIsIndependent, refusedAssentIsRespected],
  events: [{ type: 'victimSupport.ConsentGranted', data }],
})

export const withdrawConsent = (_: Supported, { data }: ToWithdraw): Decision => ({
  under: [withdrawnConsentWasGranted],
  events: [{ type: 'victimSupport.ConsentWithdrawn', data }],
})

export const makeReferral = (_: Supported, { data }: ToRefer): Decision => ({
  under: [referralIsMadeOnce, referralNeedsLiveConsent],
  events: [{ type: 'victimSupport.ReferralMade', data }],
})

export const answerReferral = (_: Supported, { data }: ToAnswer): Decision => ({
  under: [answeredReferralWasMade, answerFollowsTheReferralsCourse],
  events: [{ type: 'victimSupport.ReferralAnswered', data }],
})

const decide = (command: PersonCommand, person: Person): Decision | Forbidden => {
  if (command.name === 'OpenSupportCase')
    return person.stage === 'notYetOffered' ? openSupportCase(person, command) : { forbiddenBy: supportCaseIsOpenedOnce }
  if (person.stage === 'notYetOffered') return { forbiddenBy: supportIsOfferedFirst }
  switch (command.name) {
    case 'InformOfRights':
      return informOfRights(person, command)
    case 'AssessRisk':
      return assessRisk(person, command)
    case 'AppointGuardian':
      return appointGuardian(person, command)
    case 'GrantConsent':
      return grantConsent(person, command)
    case 'WithdrawConsent':
      return withdrawConsent(person, command)
    case 'MakeReferral':
      return makeReferral(person, command)
    case 'AnswerReferral':
      return answerReferral(person, command)
  }
}

export const person: Decider<Person, PersonCommand, PersonEvent> = { initial: notYetOffered, evolve, decide }
