import { protectsPerson, happenedBefore, timeOfDeed, type DatedCommand, type HappenedBefore } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { afterEvent, newlySupported, type Offered, type Person } from './person.ts'
import type { DatedFact } from './person-event.ts'

/** The person after some facts, in the order in which they happened. What the record itself holds is kept. */
const withFacts = (person: Offered, facts: readonly DatedFact[]): Offered => {
  const { mandate, languages, incidentsAcknowledged, accommodations, referrals, returnsAgreed, policeReports, datedFacts } = person
  const recorded = { mandate, languages, incidentsAcknowledged, accommodations, referrals, returnsAgreed, policeReports, datedFacts }
  const start: Person = { ...newlySupported, ...recorded }
  return facts.reduce<Person>(afterEvent, start) as Offered
}

/** What had happened to a person before an act, and the states of the person that follow from it. */
interface Past extends HappenedBefore<DatedFact> {
  /** After what had happened. */
  readonly at: () => Offered
  /** After what surely had. */
  readonly surelyAt: () => Offered
  /** After that and everything that has happened since. */
  readonly since: () => Offered
}

const lazy = <T>(compute: () => T): (() => T) => {
  let computed: { readonly value: T } | undefined
  return () => (computed ??= { value: compute() }).value
}

const computePast = (person: Offered, command: DatedCommand): Past => {
  const past = happenedBefore(person.datedFacts, timeOfDeed(command), protectsPerson)
  const { facts, uncertain, later } = past
  const sureFacts = facts.filter((fact) => protectsPerson(fact) || !uncertain.includes(fact))
  const at = lazy(() => withFacts(person, facts))
  return {
    ...past,
    at,
    surelyAt: sureFacts.length === facts.length ? at : lazy(() => withFacts(person, sureFacts)),
    since: later.length === 0 ? at : lazy(() => withFacts(person, [...facts, ...later])),
  }
}

/** Each rule of a decision asks for the same past, and each answer costs a fold of all dated facts of the person. */
const pastsOfCommands = new WeakMap<DatedCommand, { readonly person: Offered; readonly past: Past }>()

const computedPastOf = (person: Offered, command: DatedCommand): Past => {
  const known = pastsOfCommands.get(command)
  if (known?.person === person) return known.past
  const past = computePast(person, command)
  pastsOfCommands.set(command, { person, past })
  return past
}

/** What had happened to a person before the act of a command, whenever it was recorded. */
export const pastOf = (person: Offered, command: DatedCommand): HappenedBefore<DatedFact> => computedPastOf(person, command)

/**
 * The state of a person when the act of a command was done: consents, objections, measures and decisions count from the
 * time at which they happened, not from their recording.
 */
export const personAt = (person: Offered, command: DatedCommand): Offered => computedPastOf(person, command).at()

/** The same with what surely happened before the act: a consent that may be later does not count. */
export const personSurelyAt = (person: Offered, command: DatedCommand): Offered => computedPastOf(person, command).surelyAt()

/** The person after everything that is recorded, also what happened after the act of the command. */
export const personSince = (person: Offered, command: DatedCommand): Offered => computedPastOf(person, command).since()

type Judge<C> = (person: Offered, command: C) => boolean

/** A refusal names no more: each costs folds of the whole past of the person, and one is enough to see the breach. */
const MAX_CAUSES = 10

/** Of some facts, those that alone break a rule: halves that do not break it together are not looked through. */
const breakersAmong = (
  some: readonly DatedFact[],
  isBrokenWith: (kept: ReadonlySet<DatedFact>) => boolean,
  limit = MAX_CAUSES,
): readonly DatedFact[] => {
  if (limit <= 0 || some.length === 0 || !isBrokenWith(new Set(some))) return []
  if (some.length === 1) return some
  const middle = Math.floor(some.length / 2)
  const first = breakersAmong(some.slice(0, middle), isBrokenWith, limit)
  return [...first, ...breakersAmong(some.slice(middle), isBrokenWith, limit - first.length)]
}

/** What protects the person, among some facts, and alone breaks a rule that holds without all of it. */
const causesAmong = <C extends DatedCommand>(
  named: readonly DatedFact[],
  judge: Judge<C>,
  person: Offered,
  command: C,
): readonly DatedFact[] => {
  const { facts } = pastOf(person, command)
  const some = new Set(named.filter(protectsPerson))
  const isBrokenWith = (kept: ReadonlySet<DatedFact>): boolean =>
    !judge(
      withFacts(
        person,
        facts.filter((fact) => kept.has(fact) || !some.has(fact)),
      ),
      command,
    )
  return some.size === 0 || isBrokenWith(new Set()) ? [] : breakersAmong([...some], isBrokenWith)
}

/** The facts that break a rule, although they may be later than the act. */
const reservationsOf = <C extends DatedCommand>(judge: Judge<C>, person: Offered, command: C): readonly string[] =>
  causesAmong(pastOf(person, command).uncertain, judge, person, command).map(({ id }) => `uncertain:${id}`)

/** A rule that judges an act by the state of the person when it was done. */
export interface RuleOnPast<C extends DatedCommand> extends Rule<Offered, C> {
  /** Whether the rule holds in a given state of the person. */
  readonly judge: Judge<C>
}

/**
 * Makes a rule judge by what had happened when the act was done. Its references name also what breaks it
 * only if it came before the act, which the dates do not say (`uncertain:`).
 * @param rule on the state of the person at the time of the act
 */
export const judgedThen = <C extends DatedCommand>(rule: Rule<Offered, C>): RuleOnPast<C> => {
  const judge: Judge<C> = (person, command) => rule.holds(person, command)
  return {
    ...rule,
    judge,
    holds: (person, command) => judge(personAt(person, command), command),
    facts: (person, command) => [...(rule.facts?.(personAt(person, command), command) ?? []), ...reservationsOf(judge, person, command)],
  }
}
