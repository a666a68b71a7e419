import type { Rule } from '@case-timeline/decider'
import { isProtectedAsAChild, type Supported, type ToAgreeReturn, type ToCompleteReturn } from './person.ts'

const repatriation = 'ACTIP 15, Palermo Protocol 8 [G]: return with due regard for her safety, preferably voluntary'

export const returnRestsOnARecentRiskAssessment: Rule<Supported, ToAgreeReturn> = {
  id: 'victimSupport.return-rests-on-a-recent-risk-assessment',
  sentence: 'a return rests on the last assessment of her risk, which is not due to be looked at again',
  source: repatriation,
  level: 'block',
  holds: (_, { data, known: { lastRisk }, now }) => lastRisk?.eventId === data.safetyAssessmentId && lastRisk.reviewBy >= now.slice(0, 10),
  facts: (_, { data }) => [data.safetyAssessmentId],
}

export const returnFollowsAnAssessmentOfTheLastIncident: Rule<Supported, ToAgreeReturn> = {
  id: 'victimSupport.return-follows-an-assessment-of-the-last-incident',
  sentence: 'after a threat to her safety nobody is returned before her risk is assessed anew',
  source: repatriation,
  level: 'block',
  holds: ({ unassessedIncident }) => unassessedIncident === undefined,
}

export const returnIsVoluntaryOrLawfullyOrdered: Rule<Supported, ToAgreeReturn> = {
  id: 'victimSupport.return-is-voluntary-or-lawfully-ordered',
  sentence: 'she returns of her own will, or by a lawful order that gives its reasons',
  source: repatriation,
  level: 'block',
  holds: (_, { data }) => data.voluntary || data.order !== undefined,
}

export const nobodyIsReturnedToWhatSheFears: Rule<Supported, ToAgreeReturn> = {
  id: 'victimSupport.nobody-is-returned-to-what-she-fears',
  sentence: 'nobody is returned while her claim for protection is pending, or where refoulement or persecution is feared',
  source: 'non-refoulement: Refugee Convention 33, CAT 3, Palermo Protocol 14(1) [G]',
  level: 'block',
  holds: ({ claim }) =>
    claim === undefined || (claim.state !== 'pending' && !claim.fears.includes('refoulement') && !claim.fears.includes('persecution')),
}

export const childReturnsInHerBestInterests: Rule<Supported, ToAgreeReturn> = {
  id: 'victimSupport.child-returns-in-her-best-interests',
  sentence: 'a child, or one whose age is in doubt, returns only when that was determined to be in her best interests',
  source: 'CRC 3 [G]',
  level: 'block',
  holds: (person, command) => !isProtectedAsAChild(person, command) || command.data.bestInterestsRef !== undefined,
}

export const returnWaitsForTestimonyAndReflection: Rule<Supported, ToAgreeReturn> = {
  id: 'victimSupport.return-waits-for-testimony-and-reflection',
  sentence: 'nobody is returned while her testimony or her time of reflection is pending, unless she wishes to go',
  source: 'practice; ACTIP 14(4) [V] on temporary stay, 16(5) [V] on testimony',
  level: 'block',
  holds: ({ reflectsUntil }, { data, known, now }) =>
    data.wishesToGoNow || (known.testimonyPending !== true && (reflectsUntil === undefined || reflectsUntil < now.slice(0, 10))),
  facts: ({ reflectsUntil }) => (reflectsUntil === undefined ? [] : [reflectsUntil]),
}

export const completedReturnWasAgreed: Rule<Supported, ToCompleteReturn> = {
  id: 'victimSupport.completed-return-was-agreed',
  sentence: 'a return that took place was agreed before',
  source: repatriation,
  level: 'warn',
  holds: ({ returnsAgreed }, { data }) => returnsAgreed.includes(data.toParty),
  facts: (_, { data }) => [data.toParty],
}
