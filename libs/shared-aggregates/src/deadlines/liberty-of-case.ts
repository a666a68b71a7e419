import { type CustodyMapping, libertyByPerson, type SpanOf } from '@case-timeline/casework'
import type { ClockSignal } from './deadline.ts'

type AboutLiberty = ClockSignal & Required<Pick<ClockSignal, 'custody'>>

/** The facts about the liberty of one person. */
export interface LibertyOfPerson {
  /** In the order in which they occurred. */
  readonly facts: readonly AboutLiberty[]
  /** The same in recording order. */
  readonly recorded: readonly AboutLiberty[]
}

/** Finds the facts about the liberty of each person, or of some. @param recorded the signals of one clock, in recording order */
export type LibertyOf = (
  mappings: readonly CustodyMapping[],
  recorded: readonly ClockSignal[],
  persons: ReadonlySet<string> | undefined,
) => readonly LibertyOfPerson[]

const isAboutLiberty = (signal: ClockSignal): signal is AboutLiberty => signal.custody !== undefined

export const libertyOf =
  (spanOf: SpanOf): LibertyOf =>
  (_, recorded, persons) => {
    const facts = recorded.filter(isAboutLiberty)
    const places = new Map(facts.map((fact, index) => [fact, index]))
    const placeOf = (fact: AboutLiberty): number => places.get(fact) ?? 0
    return [...libertyByPerson(facts, spanOf, persons).values()].map((own) => ({
      facts: own,
      recorded: own.toSorted((one, other) => placeOf(one) - placeOf(other)),
    }))
  }

const areSame = (one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && one.size === other.size && [...one].every((person) => other.has(person)))

/**
 * The same for the clocks of one state of a case, whose signals say the same where they are of the same events and mappings:
 * what is found for one is found for all.
 */
export const sharedLibertyOf = (spanOf: SpanOf): LibertyOf => {
  const find = libertyOf(spanOf)
  let last: { readonly for: Parameters<LibertyOf>; readonly found: readonly LibertyOfPerson[] } | undefined
  return (...wanted) => {
    const [mappings, recorded, persons] = wanted
    const [knownMappings, known, knownPersons] = last?.for ?? []
    const isKnown =
      mappings === knownMappings &&
      recorded.length === known?.length &&
      areSame(persons, knownPersons) &&
      recorded.every(({ eventId }, index) => eventId === known[index]?.eventId)
    if (!last || !isKnown) last = { for: wanted, found: find(...wanted) }
    return last.found
  }
}
