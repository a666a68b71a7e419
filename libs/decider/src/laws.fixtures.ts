import { expect } from '@jest/globals'
import { type EventType, type Fact, isReported, type RecordedFact } from '@case-timeline/contracts'
import fc from 'fast-check'
import type { Command, Decider, Rule } from './decider.ts'
import { outcomeOf, eventIdOf, stateAfter } from './given.fixtures.ts'
import { ownLevels, settle, type Accepted, type AwaitsApproval, type Refusal, type RuleLevels } from './settle.ts'

type PropertyOptions<C> = {
  /** Commands at the start of every run, such as the one that opens the case. */
  readonly first?: readonly C[]
  readonly runs?: number
}

const withEvents = <E extends Fact>(history: readonly RecordedFact<E>[], more: readonly Fact[]): RecordedFact<E>[] => [
  ...history,
  ...(more as readonly E[]).map((fact, index) => ({ ...fact, id: eventIdOf(history.length + index) })),
]

/** The outcomes of commands in sequence, each on the history that the previous ones produced. */
export const outcomesOf = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: readonly C[],
): readonly (Accepted<E> | AwaitsApproval | Refusal)[] => {
  let history: readonly RecordedFact<E>[] = []
  return commands.map((command) => {
    const outcome = outcomeOf(decider, history, command)
    if (outcome.outcome === 'accepted') history = withEvents(history, outcome.events)
    return outcome
  })
}

/** The history that commands produce; refused commands add nothing. */
export const historyMadeBy = <S, C extends Command, E extends Fact>(decider: Decider<S, C, E>, commands: readonly C[]): RecordedFact<E>[] =>
  withEvents<E>(
    [],
    outcomesOf(decider, commands).flatMap((one) => (one.outcome === 'accepted' ? one.events : [])),
  )

/**
 * Law: deciding twice changes nothing. In the same state a command has the same outcome and changes none of its
 * arguments (they are frozen); decided again after its own events it is refused or leaves the state unchanged.
 */
export const decidingTwiceChangesNothing = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: fc.Arbitrary<C>,
  { first = [], runs = 200 }: PropertyOptions<C> = {},
): void =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 12 }), commands, (before, command) => {
      const history = historyMadeBy(decider, [...first, ...before])
      const once = outcomeOf(decider, history, command)
      expect(outcomeOf(decider, history, command)).toEqual(once)
      if (once.outcome !== 'accepted') return
      const after = withEvents(history, once.events)
      const twice = outcomeOf(decider, after, command)
      if (twice.outcome !== 'accepted') return
      expect(stateAfter(decider, withEvents(after, twice.events))).toEqual(stateAfter(decider, after))
    }),
    { numRuns: runs },
  )

/**
 * Law: `evolve` never throws and always returns a state, on any history that the decider can produce, whichever of its
 * events are retracted later.
 */
export const evolveNeverThrows = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: fc.Arbitrary<C>,
  { first = [], runs = 200 }: PropertyOptions<C> = {},
): void =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), fc.array(fc.nat({ max: 40 }), { maxLength: 3 }), (before, retractedIndexes) => {
      const history = historyMadeBy(decider, [...first, ...before])
      expect(stateAfter(decider, history)).toBeInstanceOf(Object)
      const remaining = history.filter((_, index) => !retractedIndexes.includes(index))
      expect(stateAfter(decider, remaining)).toBeInstanceOf(Object)
    }),
    { numRuns: runs },
  )

/**
 * Law: a report of something that happened, or of what somebody else decided, is never refused because the act was
 * wrong: a rule that blocks it is an integrity rule.
 * @param events the aggregate's event types, which define which events are reports
 */
export const reportsOnlyRaiseWarnings = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  events: readonly EventType[],
  commands: fc.Arbitrary<C>,
  { first = [], runs = 200 }: PropertyOptions<C> = {},
): void => {
  const reports = events.filter(isReported).map(({ type }) => type)
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 12 }), commands, (before, command) => {
      const answer = decider.decide(command, stateAfter(decider, historyMadeBy(decider, [...first, ...before])))
      if ('forbiddenBy' in answer || !answer.events.every(({ type }) => reports.includes(type))) return
      expect(answer.under.filter(({ level, integrity }) => level === 'block' && !integrity)).toEqual([])
    }),
    { numRuns: runs },
  )
}

/**
 * Law: no sequence of commands produces a history that violates a blocking rule.
 * @param violations the violations of a history, computed from its events
 */
export const historyNeverViolates = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: fc.Arbitrary<C>,
  violations: (history: readonly RecordedFact<E>[]) => readonly unknown[],
  { first = [], runs = 200 }: PropertyOptions<C> = {},
): void =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), (before) => {
      expect(violations(historyMadeBy(decider, [...first, ...before]))).toEqual([])
    }),
    { numRuns: runs },
  )

/** An accepted command: the history before it, and the events that it recorded. */
export interface AcceptedCommand<C extends Command, E extends Fact> {
  readonly before: readonly RecordedFact<E>[]
  readonly command: C
  readonly events: readonly E[]
  /** The ids of the rules that warned about it. */
  readonly warnedBy: readonly string[]
}

const acceptedCommandsOf = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: readonly C[],
  policy: RuleLevels,
): readonly AcceptedCommand<C, E>[] => {
  let state = decider.initial
  let before: readonly RecordedFact<E>[] = []
  return commands.flatMap((command) => {
    const decision = decider.decide(command, state)
    const settled = settle(decision, state, command, policy)
    if (settled.outcome !== 'accepted' || 'forbiddenBy' in decision) return []
    const accepted = { before, command, events: decision.events, warnedBy: settled.warnings.map(({ rule }) => rule.id) }
    const more = decision.events.map((event, n): RecordedFact<E> => ({ ...event, id: eventIdOf(before.length + n) }))
    state = more.reduce((current, event) => decider.evolve(current, event), state)
    before = [...before, ...more]
    return [accepted]
  })
}

/**
 * Number of sequences that are searched for one that breaks a rule which is not enforced, and of those tried at once.
 */
const MAX_SEQUENCES = 6_000
const BATCH = 50

/**
 * Law: no sequence of commands records what a rule forbids, unless the rule warns about it. To prove that the commands can break the rule at
 * all, some sequence must break it while the rule is only recorded.
 * @param isViolation detects a violation only from the recorded history and the command, independently of the rule and
 *   of `evolve`
 */
export const ruleIsNeverViolated = <S, C extends Command, E extends Fact>(
  rule: Pick<Rule, 'id'>,
  decider: Decider<S, C, E>,
  commands: fc.Arbitrary<C>,
  isViolation: (accepted: AcceptedCommand<C, E>) => boolean,
  { first = [], runs = 150 }: PropertyOptions<C> = {},
): void => {
  const sequences = fc.array(commands, { minLength: 5, maxLength: 25 })
  const violationsIn = (sequence: readonly C[], policy: RuleLevels) =>
    acceptedCommandsOf(decider, [...first, ...sequence], policy)
      .filter(({ warnedBy }) => !warnedBy.includes(rule.id))
      .filter(isViolation)
  fc.assert(
    fc.property(sequences, (sequence) => {
      expect(violationsIn(sequence, ownLevels)).toEqual([])
    }),
    { numRuns: runs },
  )
  const recordedOnly: RuleLevels = (one) => (one.id === rule.id ? 'record' : one.level)
  const isBrokenFrom = (from: number): boolean =>
    fc.sample(sequences, { numRuns: BATCH, seed: from }).some((sequence) => violationsIn(sequence, recordedOnly).length > 0) ||
    (from + BATCH < MAX_SEQUENCES && isBrokenFrom(from + BATCH))
  expect({ rule: rule.id, isViolatedWhenOnlyRecorded: isBrokenFrom(0) }).toEqual({ rule: rule.id, isViolatedWhenOnlyRecorded: true })
}

const toKebabCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/**
 * Law: a rule has one name. Its id is `<service>.` plus the name of its constant, or `case.` for a rule of every
 * service, and it states a sentence and a source. A rule that is applied to several things has the id of all of them.
 */
export const ruleIdsMatchConstants = (service: string, rules: Readonly<Record<string, unknown>>): void => {
  const namedRules = Object.entries(rules).filter((entry): entry is [string, Rule] => typeof entry[1] === 'object')
  const ownRules = namedRules.filter(([, { about }]) => about === undefined)
  const isNamed = ([name, { id }]: [string, Rule]) => [service, 'case'].some((prefix) => id === `${prefix}.${toKebabCase(name)}`)
  expect(ownRules.filter((one) => !isNamed(one))).toEqual([])
  expect(namedRules.filter(([, { sentence, source }]) => sentence === '' || source === '')).toEqual([])
}
