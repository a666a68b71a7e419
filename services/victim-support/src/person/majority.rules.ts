import type { Rule } from '@case-timeline/decider'
import type { GrantConsent, RecordMajority, RefuseConsent, StateClaimWish, StateReturnWish } from './person.commands.ts'
import { isProtectedAsChild, type Offered } from './person.ts'
import { judgedThen } from './past.ts'

const majority = 'CRC 1: childhood, and with it guardianship, ends at majority; practice: consents are asked for again'

export const majorityFollowsChildProtection: Rule<Offered, RecordMajority> = {
  id: 'victimSupport.majority-follows-child-protection',
  sentence: 'a person whose majority is recorded was protected as a child in the case before',
  source: majority,
  level: 'warn',
  holds: (_, { known }) => known.protectedAsChild,
  facts: (_, { data }) => [data.personRef],
}

export const guardianDoesNotConsentForAdult = judgedThen<GrantConsent>({
  id: 'victimSupport.guardian-does-not-consent-for-adult',
  sentence: 'no guardian consents for a person who has come of age',
  source: majority,
  level: 'block',
  holds: ({ majorityReached }, { data }) => !majorityReached || data.grantedBy === 'self',
  facts: ({ guardianRef }) => (guardianRef === undefined ? [] : [guardianRef]),
})

export const guardianDoesNotRefuseForAdult = judgedThen<RefuseConsent>({
  id: 'victimSupport.guardian-does-not-refuse-for-adult',
  sentence: 'no guardian refuses for a person who has come of age',
  source: majority,
  level: 'warn',
  holds: ({ majorityReached }, { data }) => !majorityReached || data.refusedBy === 'self',
  facts: ({ guardianRef }) => (guardianRef === undefined ? [] : [guardianRef]),
})

export const guardianStatesNoWishForAdult = judgedThen<StateReturnWish | StateClaimWish>({
  id: 'victimSupport.guardian-states-no-wish-for-adult',
  sentence: 'no guardian states for a person who has come of age whether the person wishes to return, or to claim compensation',
  source: majority,
  level: 'warn',
  holds: (person, command) => command.data.statedBy === 'self' || isProtectedAsChild(person, command),
  facts: ({ guardianRef }) => (guardianRef === undefined ? [] : [guardianRef]),
})
