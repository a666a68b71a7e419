import type { Decided } from '@case-timeline/decider'
import type { PersonEvent, SharingCommand, Supported, ToAnswer, ToGrant, ToRefer, ToWithdraw } from './person.ts'
import { nobodyAnswersForOneWhoIsOfAge } from './majority.rules.ts'
import { noCountryIsNamedToWhichSheObjects } from './notice.rules.ts'
import {
  answerFollowsTheReferralsCourse,
  answeredReferralWasMade,
  childConsentsThroughHerGuardian,
  consentIsGrantedOnce,
  consentingGuardianIsIndependent,
  everyLinkedCaseIsLookedInto,
  guardianAnswersForAChild,
  referralIsMadeOnce,
  referralNeedsLiveConsent,
  refusedAssentIsRespected,
  withdrawnConsentWasGranted,
} from './person.rules.ts'

type Decision = Decided<PersonEvent>
type Known = Omit<Supported, 'stage'>

export const grantConsent = (_: Known, { data }: ToGrant): Decision => ({
  under: [
    consentIsGrantedOnce,
    nobodyAnswersForOneWhoIsOfAge,
    childConsentsThroughHerGuardian,
    guardianAnswersForAChild,
    consentingGuardianIsIndependent,
    everyLinkedCaseIsLookedInto,
    refusedAssentIsRespected,
    noCountryIsNamedToWhichSheObjects,
  ],
  events: [{ type: 'victimSupport.ConsentGranted', data }],
})

export const withdrawConsent = (_: Known, { data }: ToWithdraw): Decision => ({
  under: [withdrawnConsentWasGranted],
  events: [{ type: 'victimSupport.ConsentWithdrawn', data }],
})

export const makeReferral = (_: Known, { data }: ToRefer): Decision => ({
  under: [referralIsMadeOnce, referralNeedsLiveConsent],
  events: [{ type: 'victimSupport.ReferralMade', data }],
})

export const answerReferral = (_: Known, { data }: ToAnswer): Decision => ({
  under: [answeredReferralWasMade, answerFollowsTheReferralsCourse],
  events: [{ type: 'victimSupport.ReferralAnswered', data }],
})

export const decideSharing = (person: Known, command: SharingCommand): Decision => {
  switch (command.name) {
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
