import { type CaseHistory, IDENTITY_EVENT_TYPES } from '@case-timeline/casework'
import { DeadlineMissed, EventCorrected, type Fact, type FactOf } from '@case-timeline/contracts'
import { historyOf, type StoredEvent } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import { mergedPersons, type PersonsMemory } from './persons.ts'

/**
 * Types that concern an event and say something new: a correction states a fact again, a missed deadline what was done
 * since. What else concerns an event, such as a warning, goes where the event went.
 */
const STATEMENTS: readonly string[] = [EventCorrected.type, DeadlineMissed.type]

/** Whether a fact stays within the service that is about to record it, together with others. */
export type IsKept = (fact: Fact, together: readonly Fact[]) => boolean

/** A case without the merges of other services: found once for each reading of a case, since one may have thousands of events. */
const withMergesOf = (
  service: string,
  recorded: readonly StoredEvent[],
  history: CaseHistory,
  { withOwnMerges }: PersonsMemory,
): CaseHistory => {
  const isForeignMerge = ({ type, stream }: StoredEvent) =>
    IDENTITY_EVENT_TYPES.some((one) => one === type) && !stream.startsWith(`${service}.`)
  // Without such a merge the history is the same, and of a large case it is known already.
  const found =
    withOwnMerges.get(history) ?? (recorded.some(isForeignMerge) ? historyOf(recorded.filter((event) => !isForeignMerge(event))) : history)
  withOwnMerges.set(history, found)
  return found
}

/**
 * Whether a fact stays within the service, with one reference for each person by the merges of this service alone: what
 * one person agreed to is not said of another because another sector holds them for the same.
 * @param now RFC 3339 in UTC, of the decision
 * @returns undefined: the aggregate keeps nothing
 */
export const keepingIn = (
  { isKept, service, types }: Aggregate,
  recorded: readonly StoredEvent[],
  history: CaseHistory,
  memory: PersonsMemory,
  now: string,
): IsKept | undefined => {
  if (!isKept) return undefined
  const isStatement = ({ type }: Fact) => types.get(type)?.visibility !== 'as-target-event' || STATEMENTS.includes(type)
  const persons = mergedPersons(recorded, withMergesOf(service, recorded, history, memory), memory)
  if (!persons) return (fact, together) => isStatement(fact) && isKept(history, fact, together, now)
  return (fact, together) =>
    isStatement(fact) && isKept(persons.caseHistory, persons.canonicalValue(fact), persons.canonicalValue(together), now)
}

/**
 * Which of the facts of one append stay within the service. The warnings and overrides that come with a correction name the
 * corrected event, but are about its new content: they stay where the correction does.
 */
export const keptOf = (facts: readonly Fact[], isKept: IsKept | undefined): readonly boolean[] => {
  const kept = facts.map((fact) => isKept?.(fact, facts) ?? false)
  const keptCorrections = facts.filter((fact, index) => kept[index] && fact.type === EventCorrected.type)
  const corrected = keptCorrections.map(({ data }) => (data as FactOf<typeof EventCorrected>['data']).correctsId)
  return facts.map(({ data }, index) => kept[index] === true || corrected.includes((data as { eventId?: string }).eventId ?? ''))
}
