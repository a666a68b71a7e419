import type { Rule } from '@case-timeline/decider'
import { integrity } from './sources.ts'
import { agreesToNotice } from './consent.ts'
import { isProtectedAsAChild, type Supported, type ToGrant, type ToNotify, type ToRefuse, type ToWithdrawObjection } from './person.ts'

const notice = 'ACTIP 14(3) [V]: notice without unreasonable delay, unless the victim otherwise informs'

export const refusedConsentWasNotGranted: Rule<Supported, ToRefuse> = {
  id: 'victimSupport.refused-consent-was-not-granted',
  sentence: 'a consent that was granted is withdrawn, not refused',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ consents }, { data }) => consents[data.consentId] === undefined,
  facts: (_, { data }) => [data.consentId],
}

export const withdrawnObjectionStands: Rule<Supported, ToWithdrawObjection> = {
  id: 'victimSupport.withdrawn-objection-stands',
  sentence: 'only an objection that stands is withdrawn',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ objections }, { data }) => objections[data.party] === 'stands',
  facts: (_, { data }) => [data.party],
}

export const noticeFollowsHerBeingTold: Rule<Supported, ToNotify> = {
  id: 'victimSupport.notice-follows-her-being-told',
  sentence: 'no country is told of her before she was told that she may object',
  source: notice,
  level: 'block',
  holds: ({ topicsTold }) => topicsTold.includes('notificationObjection'),
}

/** What she said last of a country: she took her objection back, or a consent of hers covers its notice. */
const hasSaidYes = (person: Supported, { data, now }: ToNotify): boolean =>
  person.objections[data.party] === 'withdrawn' || agreesToNotice(person, data.party, now)

export const noCountryIsNamedToWhichSheObjects: Rule<Supported, ToGrant> = {
  id: 'victimSupport.no-country-is-named-to-which-she-objects',
  sentence: 'a consent names no country to whose notice she objects, until she takes her objection back',
  source: notice,
  level: 'block',
  holds: ({ objections }, { data }) => (data.parties ?? []).every((party) => objections[party] !== 'stands'),
  facts: ({ objections }, { data }) => (data.parties ?? []).filter((party) => objections[party] === 'stands'),
}

export const noticeStopsAtHerObjection: Rule<Supported, ToNotify> = {
  id: 'victimSupport.notice-stops-at-her-objection',
  sentence: 'no country is told of her while she objects',
  source: notice,
  level: 'block',
  holds: (person, command) => person.objections[command.data.party] !== 'stands' && (!person.refusesNotice || hasSaidYes(person, command)),
  facts: (_, { data }) => [data.party],
}

export const noticeWaitsForHerAnswer: Rule<Supported, ToNotify> = {
  id: 'victimSupport.notice-waits-for-her-answer',
  sentence:
    'no country is told of her before she answered about it: she agreed to its notice, or took her objection back, and said nothing else since',
  source: notice,
  level: 'block',
  holds: (person, command) => person.objections[command.data.party] === 'stands' || hasSaidYes(person, command),
  facts: (_, { data }) => [data.party],
}

export const noticeWaitsForHerProtection: Rule<Supported, ToNotify> = {
  id: 'victimSupport.notice-waits-for-her-protection',
  sentence: 'no country is told of her while her claim for protection is pending, or where she fears that a state is involved',
  source: 'Refugee Convention 33 and confidentiality of asylum [G]; ACTIP 14(5), 14(6) [V]',
  level: 'block',
  holds: ({ claim }) => claim === undefined || (claim.state !== 'pending' && !claim.fears.includes('stateInvolvement')),
}

export const noticeFollowsARiskAssessment: Rule<Supported, ToNotify> = {
  id: 'victimSupport.notice-follows-a-risk-assessment',
  sentence: 'no country is told of her before her risk is assessed',
  source: 'ACTIP 14(5) [V] on her physical safety',
  level: 'block',
  holds: ({ riskAssessed }) => riskAssessed,
}

export const childsNoticeIsInHerBestInterests: Rule<Supported, ToNotify> = {
  id: 'victimSupport.childs-notice-is-in-her-best-interests',
  sentence: 'no country is told of a child, or of one whose age is in doubt, before her best interests are determined',
  source: 'CRC 3 [G]',
  level: 'block',
  holds: (person, command) => !isProtectedAsAChild(person, command) || command.data.bestInterestsRef !== undefined,
}
