import type { Rule } from '@case-timeline/decider'
import type { Supported, ToGrant, ToRecordMajority, ToRefuse } from './person.ts'

const majority = 'CRC 1 [G]: childhood, and with it guardianship, ends with majority; practice [G]'

export const whoComesOfAgeWasProtectedAsAChild: Rule<Supported, ToRecordMajority> = {
  id: 'victimSupport.who-comes-of-age-was-protected-as-a-child',
  sentence: 'who comes of age in a case was protected as a child in it',
  source: majority,
  level: 'warn',
  holds: (_, { known }) => known.protectedAsAChild,
  facts: (_, { data }) => [data.personRef],
}

const answeredBy = ({ data }: ToGrant | ToRefuse): 'self' | 'guardian' => ('grantedBy' in data ? data.grantedBy : data.refusedBy)

export const nobodyAnswersForOneWhoIsOfAge: Rule<Supported, ToGrant | ToRefuse> = {
  id: 'victimSupport.nobody-answers-for-one-who-is-of-age',
  sentence: 'no guardian consents or refuses for one who has come of age',
  source: majority,
  level: 'block',
  holds: ({ ofAge }, command) => !ofAge || answeredBy(command) === 'self',
  facts: ({ guardianRef }) => (guardianRef === undefined ? [] : [guardianRef]),
}
