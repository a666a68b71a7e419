import { latestMomentOf } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { integrity, quality } from './sources.ts'
import { hasConsentToNotice } from './consent.ts'
import type { GrantConsent, NotifyPartyOfIdentification, RefuseConsent, WithdrawNotificationObjection } from './person.commands.ts'
import { fearsOf, isProtectedAsChild, pendingClaims, type Offered } from './person.ts'
import { judgedThen } from './past.ts'

const notice = 'ACTIP 14(3): notice without unreasonable delay, unless the victim otherwise informs'

export const refusedConsentWasNotGranted: Rule<Offered, RefuseConsent> = {
  id: 'victimSupport.refused-consent-was-not-granted',
  sentence: 'a consent that was granted is withdrawn, not refused',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ consents }, { data }) => consents[data.consentId] === undefined,
  facts: (_, { data }) => [data.consentId],
}

export const withdrawnObjectionIsInForce: Rule<Offered, WithdrawNotificationObjection> = {
  id: 'victimSupport.withdrawn-objection-is-in-force',
  sentence: 'only an objection in force is withdrawn',
  source: quality,
  level: 'warn',
  holds: ({ objections }, { data }) => objections[data.party] === 'inForce',
  facts: (_, { data }) => [data.party],
}

export const victimIsInformedBeforeNotice = judgedThen<NotifyPartyOfIdentification>({
  id: 'victimSupport.victim-is-informed-before-notice',
  sentence: 'no country is notified of the victim’s identification before the victim is informed of the right to object',
  source: notice,
  level: 'block',
  holds: ({ informedTopics }) => informedTopics.includes('notificationObjection'),
})

/** Whether the last answer about a country is yes: an objection was withdrawn, or a consent covers the notice. */
const hasAgreedToNotice = (person: Offered, command: NotifyPartyOfIdentification): boolean =>
  person.objections[command.data.party] === 'withdrawn' || hasConsentToNotice(person, command.data.party, latestMomentOf(command))

/** Whether the last answer about a country is no. A consent that expired or that majority ended is no answer. */
const hasRefusedNotice = (person: Offered, command: NotifyPartyOfIdentification): boolean => {
  const { party } = command.data
  if (person.objections[party] === 'inForce') return true
  const hasSaidNo = person.refusesNoticeAbroad || person.noticesRefused.includes(party) || person.unrecordedConsentsWithdrawn.length > 0
  return hasSaidNo && !hasAgreedToNotice(person, command)
}

export const consentNamesNoObjectedCountry = judgedThen<GrantConsent>({
  id: 'victimSupport.consent-names-no-objected-country',
  sentence: 'while the victim objects to the notification of a country, a consent does not name that country',
  source: notice,
  level: 'block',
  holds: ({ objections }, { data }) => (data.parties ?? []).every((party) => objections[party] !== 'inForce'),
  facts: ({ objections }, { data }) => (data.parties ?? []).filter((party) => objections[party] === 'inForce'),
})

export const noticeStopsAtObjection = judgedThen<NotifyPartyOfIdentification>({
  id: 'victimSupport.notice-stops-at-objection',
  sentence:
    'no country is notified of the victim’s identification while the victim objects, or after the victim refused every notice abroad or withdrew the consent to this one, unless the victim has agreed since',
  source: notice,
  level: 'block',
  holds: (person, command) => !hasRefusedNotice(person, command),
  facts: (_, { data }) => [data.party],
})

export const noticeWaitsForVictimAnswer = judgedThen<NotifyPartyOfIdentification>({
  id: 'victimSupport.notice-waits-for-victim-answer',
  sentence:
    'a country is notified of the victim’s identification only after the victim consented to the notice or withdrew an objection to it, and while that answer is in force',
  source: 'practice: the answer of the victim is awaited, and silence is no consent',
  level: 'warn',
  levelReason: 'by ACTIP 14(3) an objection of the victim stops the notice, and silence does not',
  // A refusal is refused by `noticeStopsAtObjection` alone.
  holds: (person, command) => hasRefusedNotice(person, command) || hasAgreedToNotice(person, command),
  facts: (_, { data }) => [data.party],
})

export const noticeWaitsForProtectionClaim = judgedThen<NotifyPartyOfIdentification>({
  id: 'victimSupport.notice-waits-for-protection-claim',
  sentence:
    'no country is notified of the victim’s identification while a claim for protection is pending, or if the victim fears that a state is involved',
  source: 'Refugee Convention 33; ACTIP 14(5), 14(6); practice: a claim for protection is confidential',
  level: 'block',
  holds: (person) => pendingClaims(person).length === 0 && !fearsOf(person).includes('stateInvolvement'),
  facts: pendingClaims,
})

export const noticeFollowsRiskAssessment = judgedThen<NotifyPartyOfIdentification>({
  id: 'victimSupport.notice-follows-risk-assessment',
  sentence: 'no country is notified of the victim’s identification before the victim’s risk is assessed',
  source: 'ACTIP 14(5): the physical safety of victims',
  level: 'block',
  holds: ({ riskAssessed }) => riskAssessed,
})

export const childNoticeIsInBestInterests = judgedThen<NotifyPartyOfIdentification>({
  id: 'victimSupport.child-notice-is-in-best-interests',
  sentence:
    'no country is notified of the identification of a child, or of a person whose age is in doubt, before the best interests of that person are determined',
  source: 'CRC 3: the best interests of the child',
  level: 'block',
  holds: (person, command) => !isProtectedAsChild(person, command) || command.data.bestInterestsRef !== undefined,
})
