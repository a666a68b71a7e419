import type { Decided } from '@case-timeline/decider'
import type { AnswerReferral, GrantConsent, MakeReferral, WithdrawConsent } from './person.commands.ts'
import type { Offered, Supported } from './person.ts'
import type { PersonEvent } from './person-event.ts'
import { guardianDoesNotConsentForAdult } from './majority.rules.ts'
import { consentNamesNoObjectedCountry } from './notice.rules.ts'
import { basisOfPastActIsCertain, pastActIsRecordedWhileAgreementHolds } from './past-acts.rules.ts'
import {
  answerFollowsReferralStates,
  answeredReferralWasMade,
  childConsentsThroughGuardian,
  consentIsGrantedOnce,
  consentingGuardianIsIndependent,
  consentingGuardianIsNotComplainedOf,
  everyLinkedCaseIsChecked,
  guardianRepresentsChild,
  referralIsMadeOnce,
  referralNeedsLiveConsent,
  refusedAssentIsRespected,
  withdrawnConsentWasGranted,
} from './person.rules.ts'

type Decision = Decided<PersonEvent>

export const grantConsent = (_: Supported, { data }: GrantConsent): Decision => ({
  under: [
    consentIsGrantedOnce,
    guardianDoesNotConsentForAdult,
    childConsentsThroughGuardian,
    guardianRepresentsChild,
    consentingGuardianIsIndependent,
    consentingGuardianIsNotComplainedOf,
    everyLinkedCaseIsChecked,
    refusedAssentIsRespected,
    consentNamesNoObjectedCountry,
  ],
  events: [{ type: 'victimSupport.ConsentGranted', data }],
})

export const withdrawConsent = (_: Offered, { data }: WithdrawConsent): Decision => ({
  under: [withdrawnConsentWasGranted],
  events: [{ type: 'victimSupport.ConsentWithdrawn', data }],
})

export const makeReferral = (_: Supported, { data }: MakeReferral): Decision => ({
  under: [referralIsMadeOnce, referralNeedsLiveConsent, basisOfPastActIsCertain, pastActIsRecordedWhileAgreementHolds],
  events: [{ type: 'victimSupport.ReferralMade', data }],
})

export const answerReferral = (_: Offered, { data }: AnswerReferral): Decision => ({
  under: [answeredReferralWasMade, answerFollowsReferralStates],
  events: [{ type: 'victimSupport.ReferralAnswered', data }],
})
