import type { Rule } from '@case-timeline/decider'
import type { GrantConsent, RecordMajority, RefuseConsent } from './person.commands.ts'
import type { Offered } from './person.ts'

const majority = 'CRC 1: childhood, and with it guardianship, ends at majority; practice: consents are asked for again'

export const majorityFollowsChildProtection: Rule<Offered, RecordMajority> = {
  id: 'victimSupport.majority-follows-child-protection',
  sentence: 'a person whose majority is recorded was protected as a child in the case before',
  source: majority,
  level: 'warn',
  holds: (_, { known }) => known.protectedAsChild,
  facts: (_, { data }) => [data.personRef],
}

const answeringParty = ({ data }: GrantConsent | RefuseConsent): 'self' | 'guardian' =>
  'grantedBy' in data ? data.grantedBy : data.refusedBy

export const guardianDoesNotAnswerForAdult: Rule<Offered, GrantConsent | RefuseConsent> = {
  id: 'victimSupport.guardian-does-not-answer-for-adult',
  sentence: 'no guardian consents or refuses for a person who has come of age',
  source: majority,
  level: 'block',
  holds: ({ majorityReached }, command) => !majorityReached || answeringParty(command) === 'self',
  facts: ({ guardianRef }) => (guardianRef === undefined ? [] : [guardianRef]),
}
