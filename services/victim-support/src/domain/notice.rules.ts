import type { Rule } from '@case-timeline/decider'
import { integrity } from './sources.ts'
import { agreesTo } from './consent.ts'
import { isProtectedAsAChild, type Supported, type ToNotify, type ToRefuse, type ToWithdrawObjection } from './person.ts'

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

export const noticeStopsAtHerObjection: Rule<Supported, ToNotify> = {
  id: 'victimSupport.notice-stops-at-her-objection',
  sentence: 'no country is told of her while she objects',
  source: notice,
  level: 'block',
  holds: ({ objections, refusesNotice }, { data }) => objections[data.party] !== 'stands' && !refusesNotice,
  facts: (_, { data }) => [data.party],
}

export const noticeWaitsForHerAnswer: Rule<Supported, ToNotify> = {
  id: 'victimSupport.notice-waits-for-her-answer',
  sentence: 'no country is told of her before she answered: she agreed to a notice, or took her objection back',
  source: notice,
  level: 'block',
  holds: (person, { data, now }) => person.objections[data.party] !== undefined || agreesTo(person, 'notificationAbroad', now),
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
