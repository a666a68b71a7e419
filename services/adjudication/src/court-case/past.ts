import { happenedBefore, inSureOrder, timeOfDeed, type DatedCommand } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { afterFact, newlyRegistered, type Registered } from './court-case.ts'
import type { JudgedFact, KeptFacts } from './kept-facts.ts'

const keptIn = (last: KeptFacts | undefined): readonly JudgedFact[] => {
  const kept: JudgedFact[] = []
  for (let one = last; one !== undefined; one = one.before) kept.push(one.fact)
  return kept.reverse()
}

/** The court case after some facts, in their order. What the record itself holds is kept. */
const withFacts = (courtCase: Registered, facts: readonly JudgedFact[]): Registered => {
  const { registeredOn, laterIndictments, protections, liftedProtections, appealsDecided, kept, isInOrder } = courtCase
  const recorded = { laterIndictments, protections, liftedProtections, appealsDecided, kept, isInOrder }
  const start: Registered = { ...newlyRegistered, ...recorded, ...(registeredOn === undefined ? {} : { registeredOn }) }
  return facts.reduce(afterFact, start)
}

/** A court case at the time of an act. */
interface Past {
  readonly at: Registered
  /** What happened after the act, and is recorded already, in the order in which it happened. */
  readonly later: readonly JudgedFact[]
}

const NOTHING_PROTECTS = () => false

const pastOf = (courtCase: Registered, command: DatedCommand): Past => {
  const deed = timeOfDeed(command)
  if (deed.isNow && courtCase.isInOrder) return { at: courtCase, later: [] }
  const kept = keptIn(courtCase.kept)
  const later = new Set(happenedBefore(kept, deed, NOTHING_PROTECTS).later)
  const inOrder = inSureOrder(kept, deed.spanOf)
  const at = withFacts(
    courtCase,
    inOrder.filter((fact) => !later.has(fact)),
  )
  return { at, later: inOrder.filter((fact) => later.has(fact)) }
}

/** Each rule of a decision asks for the same past. */
const pastsOfCommands = new WeakMap<DatedCommand, { readonly courtCase: Registered; readonly past: Past }>()

const knownPastOf = (courtCase: Registered, command: DatedCommand): Past => {
  const known = pastsOfCommands.get(command)
  if (known?.courtCase === courtCase) return known.past
  const past = pastOf(courtCase, command)
  pastsOfCommands.set(command, { courtCase, past })
  return past
}

/** The state of a court case when the act of a command was done, whenever its facts were recorded. */
export const courtCaseAt = (courtCase: Registered, command: DatedCommand): Registered => knownPastOf(courtCase, command).at

/** What happened in a court case after the act of a command, and is recorded already, in the order in which it happened. */
export const laterFacts = (courtCase: Registered, command: DatedCommand): readonly JudgedFact[] => knownPastOf(courtCase, command).later

/**
 * Makes a rule judge by what had happened when the act was done.
 * @param rule on the state of the court case at that time
 */
export const judgedThen = <C extends DatedCommand>(rule: Rule<Registered, C>): Rule<Registered, C> => ({
  ...rule,
  holds: (courtCase, command) => rule.holds(courtCaseAt(courtCase, command), command),
  ...(rule.facts === undefined ? {} : { facts: (courtCase, command) => rule.facts?.(courtCaseAt(courtCase, command), command) ?? [] }),
})
