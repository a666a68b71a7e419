import type { Rule } from '@case-timeline/decider'
import { integrity } from './sources.ts'
import { uncovered } from './consent.ts'
import {
  isProtectedAsAChild,
  type Person,
  type ReferralState,
  type Supported,
  type ToAnswer,
  type ToAppoint,
  type ToGrant,
  type ToRefer,
  type ToWithdraw,
} from './person.ts'

const guardianship = 'UNICEF Guidelines on child victims of trafficking, on guardians; CRC 3, 20 [G]'
const dataProtection = 'ACTIP 14(6) [V] on her privacy; consent as a basis of sharing: data protection law of the jurisdiction [G]'

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
  sentence: 'a person has one support case in a case; it opens again when it was closed',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage !== 'supported',
}

export const supportCaseIsOpen: Rule<Person> = {
  id: 'victimSupport.support-case-is-open',
  sentence: 'nothing is decided for her when support has ended, until it opens again',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage !== 'closed',
}

export const guardianIsNeitherRecruiterNorExploiter: Rule<Supported, ToAppoint> = {
  id: 'victimSupport.guardian-is-neither-recruiter-nor-exploiter',
  sentence: 'a guardian neither recruited nor exploited anyone in the case, or in one to which links lead from it',
  source: guardianship,
  level: 'block',
  holds: (_, { data, known }) => !known.recruitersAndExploiters.includes(data.guardianRef),
  facts: (_, { data }) => [data.guardianRef],
}

export const guardianIsNeitherSuspectNorAccused: Rule<Supported, ToAppoint> = {
  id: 'victimSupport.guardian-is-neither-suspect-nor-accused',
  sentence: 'a guardian is neither suspected nor accused in the case, or in one to which links lead from it',
  source: guardianship,
  level: 'block',
  holds: (_, { data, known }) => !known.suspects.includes(data.guardianRef) && !known.accused.includes(data.guardianRef),
  facts: (_, { data }) => [data.guardianRef],
}

export const guardianIsSomebodyElse: Rule<Supported, ToAppoint> = {
  id: 'victimSupport.guardian-is-somebody-else',
  sentence: 'nobody is her own guardian',
  source: guardianship,
  level: 'block',
  holds: (_, { data, known }) => data.guardianRef !== data.personRef && !known.alsoHer?.includes(data.guardianRef),
}

export const everyLinkedCaseIsLookedInto: Rule<Supported, ToAppoint | ToGrant> = {
  id: 'victimSupport.every-linked-case-is-looked-into',
  sentence: 'where more cases are linked with hers than can be looked into, nobody is taken for an independent guardian unseen',
  source: guardianship,
  level: 'block',
  overridableFor: ['vitalInterest', 'bestInterests'],
  overrideNeedsApprover: true,
  holds: (_, { known }) => known.moreLinked !== true,
}

export const guardianAnswersForAChild: Rule<Supported, ToAppoint | ToGrant> = {
  id: 'victimSupport.guardian-answers-for-a-child',
  sentence: 'a guardian is appointed, and consents, for a child or one whose age is in doubt; for an adult only where a court says so',
  source: 'CRC 1, 20; CRPD 12: adults decide themselves [G]',
  level: 'block',
  overridableFor: ['courtOrder'],
  holds: (person, command) => isProtectedAsAChild(person, command) || ('grantedBy' in command.data && command.data.grantedBy === 'self'),
}

export const consentIsGrantedOnce: Rule<Supported, ToGrant> = {
  id: 'victimSupport.consent-is-granted-once',
  sentence: 'a consent is granted once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ consents }, { data }) => consents[data.consentId] === undefined,
  facts: (_, { data }) => [data.consentId],
}

export const childConsentsThroughHerGuardian: Rule<Supported, ToGrant> = {
  id: 'victimSupport.child-consents-through-her-guardian',
  sentence: 'a child, or one whose age is in doubt, consents through the guardian appointed for her',
  source: guardianship,
  level: 'block',
  overridableFor: ['vitalInterest', 'bestInterests'],
  holds: (person, command) =>
    command.data.grantedBy === 'self' ? !isProtectedAsAChild(person, command) : person.guardianRef !== undefined,
}

export const consentingGuardianIsIndependent: Rule<Supported, ToGrant> = {
  id: 'victimSupport.consenting-guardian-is-independent',
  sentence: 'a guardian who has come under suspicion since her appointment consents to nothing',
  source: guardianship,
  level: 'block',
  holds: ({ guardianRef }, { data, known }) =>
    data.grantedBy === 'self' ||
    guardianRef === undefined ||
    ![...known.recruitersAndExploiters, ...known.suspects, ...known.accused].includes(guardianRef),
  facts: ({ guardianRef }) => (guardianRef === undefined ? [] : [guardianRef]),
}

export const refusedAssentIsRespected: Rule<Supported, ToGrant> = {
  id: 'victimSupport.refused-assent-is-respected',
  sentence: 'a child who refuses is not overruled by a consent given for her',
  source: 'CRC 12: her views are given due weight [G]',
  level: 'block',
  overridableFor: ['vitalInterest', 'bestInterests'],
  holds: (_, { data }) => data.assent !== 'refused',
}

export const withdrawnConsentWasGranted: Rule<Supported, ToWithdraw> = {
  id: 'victimSupport.withdrawn-consent-was-granted',
  sentence: 'only a consent that was granted is withdrawn',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ consents }, { data }) => consents[data.consentId] !== undefined,
  facts: (_, { data }) => [data.consentId],
}

export const referralIsMadeOnce: Rule<Supported, ToRefer> = {
  id: 'victimSupport.referral-is-made-once',
  sentence: 'a referral is made once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ referrals }, { data }) => referrals[data.referralId] === undefined,
  facts: (_, { data }) => [data.referralId],
}

export const referralNeedsLiveConsent: Rule<Supported, ToRefer> = {
  id: 'victimSupport.referral-needs-live-consent',
  sentence: 'a referral needs a live consent that covers its recipient, its services and the data that goes with it',
  source: dataProtection,
  level: 'block',
  overridableFor: ['vitalInterest'],
  holds: (person, command) => uncovered(person, command).length === 0,
  facts: uncovered,
}

export const answeredReferralWasMade: Rule<Supported, ToAnswer> = {
  id: 'victimSupport.answered-referral-was-made',
  sentence: 'only a referral that was made is answered',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ referrals }, { data }) => referrals[data.referralId] !== undefined,
  facts: (_, { data }) => [data.referralId],
}

const maybeNext: Readonly<Record<ReferralState, readonly ReferralState[]>> = {
  made: ['accepted', 'rejected', 'revoked'],
  accepted: ['done', 'revoked'],
  rejected: ['revoked'],
  done: ['revoked'],
  revoked: [],
}

export const answerFollowsTheReferralsCourse: Rule<Supported, ToAnswer> = {
  id: 'victimSupport.answer-follows-the-referrals-course',
  sentence: 'a referral is accepted, rejected or revoked when made, done or revoked when accepted, and after that only revoked',
  source: 'practice of referral systems',
  level: 'warn',
  holds: ({ referrals }, { data }) => {
    const before = referrals[data.referralId]
    return before === undefined || maybeNext[before].includes(data.outcome)
  },
  facts: (_, { data }) => [data.referralId],
}
