import { namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { integrity, quality } from './sources.ts'
import { notCoveredByConsent } from './consent.ts'
import type { AnswerReferral, AppointGuardian, GrantConsent, KnownSuspicion, MakeReferral, WithdrawConsent } from './person.commands.ts'
import { isProtectedAsChild, type Offered, type Person, type ReferralState, type Supported } from './person.ts'
import { judgedThen } from './past.ts'

const guardianship = 'UNICEF Guidelines: guardians; CRC 3, 20'
const dataProtection = 'ACTIP 14(6): the privacy of victims; national law: consent as a basis of sharing, by data protection law'

export const supportIsOfferedFirst: Rule<Person> = {
  id: 'victimSupport.support-is-offered-first',
  sentence: 'a support case is opened before anything else is recorded in it',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage !== 'notYetOffered',
}

export const supportCaseIsOpenedOnce: Rule<Person> = {
  id: 'victimSupport.support-case-is-opened-once',
  sentence: 'a person has one support case in a case; once closed, it can be opened again',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage !== 'supported',
}

export const supportCaseIsOpen: Rule<Person> = {
  id: 'victimSupport.support-case-is-open',
  sentence: 'after support has ended, no decision is made for the victim until the support case is opened again',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage !== 'closed',
}

export const guardianIsNeitherRecruiterNorExploiter: Rule<Supported, AppointGuardian> = {
  id: 'victimSupport.guardian-is-neither-recruiter-nor-exploiter',
  sentence: 'a person who is named as a recruiter or an exploiter in the case is not appointed as a guardian',
  source: guardianship,
  level: 'block',
  holds: (_, { data, known }) => !known.suspicion.recruitersAndExploiters.includes(data.guardianRef),
  facts: (_, { data }) => [data.guardianRef],
}

export const guardianIsNeitherSuspectNorAccused: Rule<Supported, AppointGuardian> = {
  id: 'victimSupport.guardian-is-neither-suspect-nor-accused',
  sentence: 'a person who is suspected or accused in the case is not appointed as a guardian',
  source: guardianship,
  level: 'block',
  holds: (_, { data, known: { suspicion } }) => ![...suspicion.suspects, ...suspicion.accused].includes(data.guardianRef),
  facts: (_, { data }) => [data.guardianRef],
}

/** One rule for every suspicion elsewhere, so that a refusal shows neither the case nor the suspicion. */
export const guardianIsNotSuspectedInLinkedCase: Rule<Supported, AppointGuardian> = {
  id: 'victimSupport.guardian-is-not-suspected-in-linked-case',
  sentence: 'a person who is under suspicion in a case directly or indirectly linked with this one is not appointed as a guardian',
  source: guardianship,
  level: 'block',
  holds: (_, { data, known }) => !known.suspicion.suspectedInLinkedCases.includes(data.guardianRef),
  facts: (_, { data }) => [data.guardianRef],
}

/**
 * Anybody can complain of a guardian, also to keep the guardian away from the child: a court that knows of the complaint may
 * appoint the guardian, or let the guardian decide.
 */
export const guardianIsNotComplainedOf: Rule<Supported, AppointGuardian> = {
  id: 'victimSupport.guardian-is-not-complained-of',
  sentence:
    'a person whom a complaint before a court accuses, in this case or a linked one, is appointed as a guardian only by court order',
  source: `${guardianship}; practice: a complaint is no finding, and a court can weigh it`,
  level: 'block',
  overridableFor: ['courtOrder'],
  holds: (_, { data, known }) => !known.suspicion.complainedOf.includes(data.guardianRef),
  facts: (_, { data }) => [data.guardianRef],
}

export const guardianIsAnotherPerson: Rule<Supported, AppointGuardian> = {
  id: 'victimSupport.guardian-is-another-person',
  sentence: 'the guardian and the victim are different persons',
  source: guardianship,
  level: 'block',
  holds: (_, { data, known: { suspicion } }) => ![data.personRef, ...suspicion.ownRefs].includes(data.guardianRef),
}

export const everyLinkedCaseIsChecked: Rule<Supported, AppointGuardian | GrantConsent> = {
  id: 'victimSupport.every-linked-case-is-checked',
  sentence:
    'a guardian is appointed, or consents for the victim, only if all linked cases could be read and checked for suspicion against the guardian',
  source: guardianship,
  level: 'block',
  overridableFor: ['vitalInterest', 'bestInterests'],
  overrideNeedsApprover: true,
  holds: (_, { known: { suspicion } }) => suspicion?.linkedCasesIncomplete !== true,
}

export const guardianRepresentsChild = judgedThen<AppointGuardian | GrantConsent>({
  id: 'victimSupport.guardian-represents-child',
  sentence: 'a guardian is appointed, or consents, only for a child or a person whose age is in doubt; for an adult, only by court order',
  source: 'CRC 1, 20; CRPD 12: adults decide for themselves',
  level: 'block',
  overridableFor: ['courtOrder'],
  holds: (person, command) => isProtectedAsChild(person, command) || ('grantedBy' in command.data && command.data.grantedBy === 'self'),
})

export const consentIsGrantedOnce: Rule<Supported, GrantConsent> = thingIsRecordedOnce('consent', {
  holds: ({ consents }, { data }) => consents[data.consentId] === undefined,
  facts: (_, { data }) => [data.consentId],
})

export const childConsentsThroughGuardian = judgedThen<GrantConsent>({
  id: 'victimSupport.child-consents-through-guardian',
  sentence: 'a child, or a person whose age is in doubt, consents through an appointed guardian',
  source: guardianship,
  level: 'block',
  overridableFor: ['vitalInterest', 'bestInterests'],
  holds: (person, command) => (command.data.grantedBy === 'self' ? !isProtectedAsChild(person, command) : person.guardianRef !== undefined),
})

const isUnderSuspicion = ({ recruitersAndExploiters, suspects, accused, suspectedInLinkedCases }: KnownSuspicion, ref: string): boolean =>
  [...recruitersAndExploiters, ...suspects, ...accused, ...suspectedInLinkedCases].includes(ref)

export const consentingGuardianIsIndependent = judgedThen<GrantConsent>({
  id: 'victimSupport.consenting-guardian-is-independent',
  sentence: 'a guardian who is under suspicion gives no consent for the victim',
  source: guardianship,
  level: 'block',
  holds: ({ guardianRef }, { data, known: { suspicion } }) =>
    data.grantedBy === 'self' || guardianRef === undefined || (suspicion !== undefined && !isUnderSuspicion(suspicion, guardianRef)),
  facts: ({ guardianRef }) => (guardianRef === undefined ? [] : [guardianRef]),
})

export const consentingGuardianIsNotComplainedOf = judgedThen<GrantConsent>({
  id: 'victimSupport.consenting-guardian-is-not-complained-of',
  sentence: 'a guardian whom a complaint before a court accuses gives no consent for the victim, unless a court orders otherwise',
  source: `${guardianship}; practice: a complaint is no finding, and a court can weigh it`,
  level: 'block',
  overridableFor: ['courtOrder', 'vitalInterest', 'bestInterests'],
  holds: ({ guardianRef }, { data, known: { suspicion } }) =>
    data.grantedBy === 'self' || guardianRef === undefined || suspicion?.complainedOf.includes(guardianRef) !== true,
  facts: ({ guardianRef }) => (guardianRef === undefined ? [] : [guardianRef]),
})

export const refusedAssentIsRespected: Rule<Supported, GrantConsent> = {
  id: 'victimSupport.refused-assent-is-respected',
  sentence: 'a child’s refusal is not overruled by a consent that is given for the child',
  source: 'CRC 12: the child’s views are given due weight',
  level: 'block',
  overridableFor: ['vitalInterest', 'bestInterests'],
  holds: (_, { data }) => data.assent !== 'refused',
}

export const withdrawnConsentWasGranted: Rule<Offered, WithdrawConsent> = {
  id: 'victimSupport.withdrawn-consent-was-granted',
  sentence: 'only a consent that was granted is withdrawn',
  source: quality,
  level: 'warn',
  holds: ({ consents }, { data }) => consents[data.consentId] !== undefined,
  facts: (_, { data }) => [data.consentId],
}

export const referralIsMadeOnce: Rule<Supported, MakeReferral> = thingIsRecordedOnce('referral', {
  holds: ({ referrals }, { data }) => referrals[data.referralId] === undefined,
  facts: (_, { data }) => [data.referralId],
})

export const referralNeedsLiveConsent = judgedThen<MakeReferral>({
  id: 'victimSupport.referral-needs-live-consent',
  sentence: 'a referral needs a consent in force that covers its recipient, its services and the kinds of data that it shares',
  source: dataProtection,
  level: 'block',
  overridableFor: ['vitalInterest'],
  holds: (person, command) => notCoveredByConsent(person, command).length === 0,
  facts: notCoveredByConsent,
})

export const answeredReferralWasMade: Rule<Offered, AnswerReferral> = namedThingIsOnRecord('referral', {
  holds: ({ referrals }, { data }) => referrals[data.referralId] !== undefined,
  facts: (_, { data }) => [data.referralId],
})

const ALLOWED_NEXT_STATES: Readonly<Record<ReferralState, readonly ReferralState[]>> = {
  made: ['accepted', 'rejected', 'revoked'],
  accepted: ['done', 'revoked'],
  rejected: ['revoked'],
  done: ['revoked'],
  revoked: [],
}

export const answerFollowsReferralStates: Rule<Offered, AnswerReferral> = {
  id: 'victimSupport.answer-follows-referral-states',
  sentence:
    'a new referral is accepted, rejected or revoked; an accepted referral is done or revoked; a rejected or done referral is only revoked',
  source: 'practice: referral systems',
  level: 'warn',
  holds: ({ referrals }, { data }) => {
    const before = referrals[data.referralId]
    return before === undefined || ALLOWED_NEXT_STATES[before].includes(data.outcome)
  },
  facts: (_, { data }) => [data.referralId],
}
