import { daysOfDeed } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { AgreeRepatriation, CompleteRepatriation, RecordProtectionClaim } from './person.commands.ts'
import { fearsOf, isProtectedAsChild, pendingClaims, type Offered, type Supported } from './person.ts'
import { judgedThen } from './past.ts'
import { isWishToReturnNow, returnWishFor, type ReturnWish } from './return-wish.ts'

const repatriation = 'ACTIP 15: repatriation; Palermo Protocol 8: return with due regard for the victim’s safety, preferably voluntary'

/** A guardian speaks only for a child, or for a person whose age is in doubt. */
const lastWish = (person: Offered, command: AgreeRepatriation): ReturnWish | undefined =>
  returnWishFor(isProtectedAsChild(person, command) ? person.returnWishes : person.ownReturnWishes, command.data.toParty)

/** The statement that the decision has to follow, by its event. */
const statementOf = (person: Offered, command: AgreeRepatriation): readonly string[] => {
  const last = lastWish(person, command)
  return last === undefined ? [] : [last.eventId]
}

/** Whether the person wishes to return now: as stated last, or, if nothing is on record, as the decision says. */
const wishesToReturnNow = (person: Offered, command: AgreeRepatriation): boolean => {
  const last = lastWish(person, command)
  return last === undefined ? command.data.wishesToGoNow : isWishToReturnNow(last)
}

export const returnRestsOnRecentRiskAssessment: Rule<Supported, AgreeRepatriation> = {
  id: 'victimSupport.return-rests-on-recent-risk-assessment',
  sentence: 'a return is based on the victim’s last risk assessment, whose review date has not passed',
  source: repatriation,
  level: 'block',
  holds: (_, command) => {
    const { data, known } = command
    const { lastRiskAssessment } = known
    return lastRiskAssessment?.eventId === data.safetyAssessmentId && lastRiskAssessment.reviewBy >= daysOfDeed(command).last
  },
  facts: (_, { data }) => [data.safetyAssessmentId],
}

export const returnFollowsAssessmentOfLastIncident = judgedThen<AgreeRepatriation>({
  id: 'victimSupport.return-follows-assessment-of-last-incident',
  sentence: 'after a safety incident, the victim is not returned before a new risk assessment',
  source: repatriation,
  level: 'block',
  holds: ({ unassessedIncident }) => unassessedIncident === undefined,
})

export const returnIsVoluntaryOrLawfullyOrdered = judgedThen<AgreeRepatriation>({
  id: 'victimSupport.return-is-voluntary-or-lawfully-ordered',
  sentence:
    'the victim returns voluntarily, or by a lawful order that gives its reasons; a victim who last stated not to wish it, or to be undecided, does not return voluntarily',
  source: repatriation,
  level: 'block',
  holds: (person, command) =>
    command.data.order !== undefined || (command.data.voluntary && (lastWish(person, command)?.wish ?? 'toReturn') === 'toReturn'),
  facts: statementOf,
})

export const returnRespectsNonRefoulement = judgedThen<AgreeRepatriation>({
  id: 'victimSupport.return-respects-non-refoulement',
  sentence: 'the victim is not returned while a claim for protection is pending, or where refoulement or persecution is feared',
  source: 'Refugee Convention 33: non-refoulement; CAT 3; Palermo Protocol 14(1)',
  level: 'block',
  holds: (person) =>
    pendingClaims(person).length === 0 && !fearsOf(person).includes('refoulement') && !fearsOf(person).includes('persecution'),
  facts: pendingClaims,
})

export const childReturnIsInBestInterests = judgedThen<AgreeRepatriation>({
  id: 'victimSupport.child-return-is-in-best-interests',
  sentence:
    'a child, or a person whose age is in doubt, returns only when the return was determined to be in the best interests of that person',
  source: 'CRC 3: the best interests of the child',
  level: 'block',
  holds: (person, command) => !isProtectedAsChild(person, command) || command.data.bestInterestsRef !== undefined,
})

/** The last statement of the person, whatever a guardian stated since. */
const ownWish = ({ ownReturnWishes }: Offered, { data }: AgreeRepatriation): ReturnWish | undefined =>
  returnWishFor(ownReturnWishes, data.toParty)

export const childIsNotReturnedAgainstOwnWish = judgedThen<AgreeRepatriation>({
  id: 'victimSupport.child-is-not-returned-against-own-wish',
  sentence: 'a child, or a person whose age is in doubt, is not returned after stating not to wish it, whatever a guardian stated',
  source: 'CRC 12(1): the views of the child, given due weight in accordance with the age and maturity of the child',
  level: 'warn',
  levelReason: 'due weight is no veto: who decides has read what the child said',
  holds: (person, command) => !isProtectedAsChild(person, command) || ownWish(person, command)?.wish !== 'notToReturn',
  facts: (person, command) => [ownWish(person, command)?.eventId ?? []].flat(),
})

export const returnWaitsForTestimonyAndReflection = judgedThen<AgreeRepatriation>({
  id: 'victimSupport.return-waits-for-testimony-and-reflection',
  sentence:
    'the victim is not returned while testimony or a reflection period is pending, unless the victim wishes to return now, as the victim stated last',
  source: 'practice: a return waits for what the person still wishes to do; ACTIP 14(4), 16(5): temporary stay, testimony',
  level: 'block',
  // The last day of a reflection period is part of it.
  holds: (person, command) =>
    wishesToReturnNow(person, command) ||
    (!command.known.testimonyPending && (person.reflectionEndsAt === undefined || person.reflectionEndsAt < daysOfDeed(command).first)),
  facts: (person, command) => [
    ...(person.reflectionEndsAt === undefined ? [] : [person.reflectionEndsAt]),
    ...statementOf(person, command),
  ],
})

export const decidedClaimWasRecorded: Rule<Offered, RecordProtectionClaim> = {
  id: 'victimSupport.decided-claim-was-recorded',
  sentence: 'a decision on a claim for protection names a claim that is on record',
  source: 'quality of the record: the claim that the decision does not name stays pending',
  level: 'warn',
  holds: ({ protection }, { data: { state, claimId } }) =>
    state !== 'decided' || claimId === undefined || protection.claims[claimId] !== undefined,
  facts: (_, { data: { claimId } }) => (claimId === undefined ? [] : [claimId]),
}

export const completedReturnWasAgreed: Rule<Offered, CompleteRepatriation> = {
  id: 'victimSupport.completed-return-was-agreed',
  sentence: 'a return is completed only after it was agreed',
  source: repatriation,
  level: 'warn',
  holds: ({ returnsAgreed }, { data }) => returnsAgreed.includes(data.toParty),
  facts: (_, { data }) => [data.toParty],
}
