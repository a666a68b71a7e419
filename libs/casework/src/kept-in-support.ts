import { actingAgencyOf } from './acting-agency.ts'
import type { AgencyId, DataOf, EventTypeName, Fact } from '@case-timeline/contracts'
import { childProtectionOf } from './age.ts'
import { foundingFactIn } from './attempts.ts'
import type { CaseFact, CaseHistory } from './case-history.ts'
import { isBefore } from './days.ts'
import { dutyHolderAfter } from './offices.ts'

type PoliceDecision = DataOf<'victimSupport.PoliceReportDecided'>

/** The facts by which support itself informs police. */
const REPORTS: readonly string[] = [
  'victimSupport.PoliceReportMade',
  'victimSupport.PoliceReportWithdrawn',
] satisfies readonly EventTypeName[]

/**
 * Whether victim support founded a case, or is about to: no other sector recorded anything that support may see before
 * the first fact of support. It remains so when others take part in the case later.
 * @param history as victim support may see it
 */
export const isFoundedBySupport = ({ events }: Pick<CaseHistory, 'events'>): boolean => {
  const founding = foundingFactIn(events)
  return founding === undefined || founding.stream.startsWith('victimSupport.')
}

/** Whether an agency supports a person: it opened the support case, or the case went on to it. */
const supportersOf = (history: CaseHistory, personRef: string): ((agencyId: AgencyId) => boolean) => {
  const opened = history.facts('victimSupport.SupportCaseOpened').filter(({ data }) => data.personRef === personRef)
  const transfers = history.facts('case.CaseTransferred').filter(({ stored }) => stored.stream.startsWith('victimSupport.'))
  const holderOf = dutyHolderAfter(transfers.map(({ data }) => data))
  const supporters = opened.map(({ stored }) => actingAgencyOf(stored.envelope.actor)).flatMap((opener) => [opener, holderOf(opener)])
  return (agencyId) => supporters.includes(agencyId)
}

type PoliceWord = CaseFact<'victimSupport.PoliceReportDecided'>

const isInUtc = (time: string): boolean => time.includes('T') && time.endsWith('Z')

/** Whether a word was surely given before another, whichever was recorded first. */
const wasGivenBefore = (one: PoliceWord, other: PoliceWord): boolean => {
  const [time, otherTime] = [one, other].map(({ occurredAt, stored }) => occurredAt ?? stored.recordedAt) as [string, string]
  return isInUtc(time) && isInUtc(otherTime) ? time.slice(0, 19) < otherTime.slice(0, 19) : isBefore(time, otherTime)
}

/** The word that counts of two: an agreement that is recorded late does not replace what the person said after it. */
const lastWordOf = (last: PoliceWord, word: PoliceWord): PoliceWord =>
  word.data.decision === 'agreed' && wasGivenBefore(word, last) ? last : word

/**
 * The last word of a person on whether police are informed, if the person gave one. What a guardian decided no longer holds
 * once the person has come of age.
 */
export const policeDecisionOf = (history: CaseHistory, personRef: string): PoliceDecision | undefined => {
  const ofPerson = history
    .facts('victimSupport.PoliceReportDecided', 'victimSupport.MajorityReached')
    .filter(({ data }) => data.personRef === personRef)
  // Who supports the person is found among all persons of the case: thousands, most of whom decided nothing yet.
  if (!ofPerson.some(({ type }) => type === 'victimSupport.PoliceReportDecided')) return undefined
  const supports = supportersOf(history, personRef)
  const facts = ofPerson.filter(
    ({ type, stored }) => type === 'victimSupport.MajorityReached' || supports(actingAgencyOf(stored.envelope.actor)),
  )
  const [first, ...later] = facts.filter((fact): fact is PoliceWord => fact.type === 'victimSupport.PoliceReportDecided')
  if (first === undefined) return undefined
  const last = later.reduce(lastWordOf, first)
  const isOfAge = facts.some(({ type }) => type === 'victimSupport.MajorityReached')
  return isOfAge && last.data.decidedBy === 'guardian' ? undefined : last.data
}

/**
 * Whether the authorities may receive later facts about a person: a guardian decides so for a child only, and for a child,
 * or where the age is not known, only a guardian does, in the best interests of the child and not against the child's will.
 */
const mayShareLaterFacts = (history: CaseHistory, personRef: string): boolean => {
  const decided = policeDecisionOf(history, personRef)
  if (decided?.decision !== 'agreed' || decided.sharing?.laterFacts !== true) return false
  const isOfAge = history.facts('victimSupport.MajorityReached').some(({ data }) => data.personRef === personRef)
  const isChild = !isOfAge && childProtectionOf(history, personRef).known
  if (decided.decidedBy === 'self') return !isChild
  return isChild && decided.bestInterestsRef !== undefined && decided.assent !== 'refused'
}

const personOf = ({ data }: Pick<Fact, 'data'>): string | undefined => (data as { readonly personRef?: string }).personRef

/**
 * A correction states a fact again: it stays in support as a fact recorded now would. Of a report, too, police receive other
 * content only while the person agrees to the report.
 */
const isCorrectionKept = (history: CaseHistory, { correctsId, data }: DataOf<'case.EventCorrected'>): boolean => {
  const target = history.events.find(({ id }) => id === correctsId)
  if (target === undefined) return true
  const personRef = personOf({ data })
  if (personRef === undefined) return true
  if (REPORTS.includes(target.type)) return policeDecisionOf(history, personRef)?.decision !== 'agreed'
  return !mayShareLaterFacts(history, personRef)
}

/**
 * Whether a report to police is recorded together with its withdrawal: the person had agreed when it was made, and agrees no
 * more. Police who received it have it; through the record they would receive its content only now.
 */
const isTakenBackAlready = (together: readonly Fact[]): boolean => REPORTS.every((type) => together.some((fact) => fact.type === type))

/** A missed deadline of support says what was done for a person since the event that started it. */
const isMissKept = (history: CaseHistory, { eventId }: DataOf<'case.DeadlineMissed'>): boolean => {
  const started = history.events.find(({ id }) => id === eventId)
  const personRef = started && personOf(started)
  return personRef === undefined || !mayShareLaterFacts(history, personRef)
}

/**
 * Whether a fact that victim support is about to record stays within victim support, whatever its type, or the event that
 * it concerns, allows others to receive: in a case that support founded, until the person concerned agrees that the
 * authorities receive later facts, and after the person withdraws that. The reports to police themselves are exempt, unless
 * the person took the agreement back before the report is recorded.
 * @param history as victim support may see it, with one reference for each person
 * @param together all facts of the append
 */
export const isKeptInSupport = (history: CaseHistory, fact: Fact, together: readonly Fact[] = [fact]): boolean => {
  if (REPORTS.includes(fact.type)) return isTakenBackAlready(together)
  if (!isFoundedBySupport(history)) return false
  if (fact.type === 'case.EventCorrected') return isCorrectionKept(history, fact.data as DataOf<'case.EventCorrected'>)
  if (fact.type === 'case.DeadlineMissed') return isMissKept(history, fact.data as DataOf<'case.DeadlineMissed'>)
  const personRef = personOf(fact)
  return personRef === undefined || !mayShareLaterFacts(history, personRef)
}
