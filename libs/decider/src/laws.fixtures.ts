import { expect } from '@jest/globals'
import type { EventType, Fact, Happened } from '@case-timeline/contracts'
import fc from 'fast-check'
import type { Command, Decider, Rule } from './decider.ts'
import { decided, eventIdOf, stateAfter } from './given.fixtures.ts'
import { ownLevel, settle, type Policy } from './settle.ts'

type Runs<C> = {
  /** Commands that every run begins with, such as the one that opens the case. */
  readonly first?: readonly C[]
  readonly runs?: number
}

const withMore = <E extends Fact>(history: readonly Happened<E>[], more: readonly Fact[]): Happened<E>[] => [
  ...history,
  ...(more as readonly E[]).map((fact, index) => ({ ...fact, id: eventIdOf(history.length + index) })),
]

/** The history that a decider makes of commands, those that it refuses left out. */
export const lived = <S, C extends Command, E extends Fact>(decider: Decider<S, C, E>, commands: readonly C[]): Happened<E>[] =>
  commands.reduce<Happened<E>[]>((history, command) => {
    const outcome = decided(decider, history, command)
    return outcome.outcome === 'refused' ? history : withMore(history, outcome.events)
  }, [])

/**
 * The law that a decision made twice changes nothing: in the same state a command is decided the same way and changes none
 * of its arguments (they are frozen), and decided again after its own events it is refused or leaves the state as it is.
 */
export const decidingTwiceChangesNothing = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: fc.Arbitrary<C>,
  { first = [], runs = 200 }: Runs<C> = {},
): void =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 12 }), commands, (before, command) => {
      const history = lived(decider, [...first, ...before])
      const once = decided(decider, history, command)
      expect(decided(decider, history, command)).toEqual(once)
      if (once.outcome === 'refused') return
      const after = withMore(history, once.events)
      const twice = decided(decider, after, command)
      if (twice.outcome === 'refused') return
      expect(stateAfter(decider, withMore(after, twice.events))).toEqual(stateAfter(decider, after))
    }),
    { numRuns: runs },
  )

/** The law that a fold never throws and never loses its state on a history that the decider can make, whatever of it is retracted later. */
export const evolveNeverThrows = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: fc.Arbitrary<C>,
  { first = [], runs = 200 }: Runs<C> = {},
): void =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), fc.array(fc.nat({ max: 40 }), { maxLength: 3 }), (before, retracted) => {
      const history = lived(decider, [...first, ...before])
      expect(stateAfter(decider, history)).toBeInstanceOf(Object)
      const rest = history.filter((_, index) => !retracted.includes(index))
      expect(stateAfter(decider, rest)).toBeInstanceOf(Object)
    }),
    { numRuns: runs },
  )

/**
 * The law that a report of what happened is never refused because it was wrong to do: whatever blocks it is integrity.
 * @param events the aggregate's event types, which say what is a report
 */
export const reportsAreOnlyWarnedAbout = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  events: readonly EventType[],
  commands: fc.Arbitrary<C>,
  { first = [], runs = 200 }: Runs<C> = {},
): void => {
  const reports = events.filter(({ kind }) => kind === 'report').map(({ type }) => type)
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 12 }), commands, (before, command) => {
      const answer = decider.decide(command, stateAfter(decider, lived(decider, [...first, ...before])))
      if ('forbiddenBy' in answer || !answer.events.every(({ type }) => reports.includes(type))) return
      expect(answer.under.filter(({ level, integrity }) => level === 'block' && !integrity)).toEqual([])
    }),
    { numRuns: runs },
  )
}

/**
 * The law that no sequence of commands makes a history in which a blocking rule is violated.
 * @param violations what is wrong with a history, told in its events
 */
export const neverViolated = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: fc.Arbitrary<C>,
  violations: (history: readonly Happened<E>[]) => readonly unknown[],
  { first = [], runs = 200 }: Runs<C> = {},
): void =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), (before) => {
      expect(violations(lived(decider, [...first, ...before]))).toEqual([])
    }),
    { numRuns: runs },
  )

/** A command that was taken: what stood recorded before it, and what it recorded, without warnings. */
export interface Taken<C extends Command, E extends Fact> {
  readonly before: readonly Happened<E>[]
  readonly command: C
  readonly events: readonly E[]
}

const takenOf = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  commands: readonly C[],
  policy: Policy,
): readonly Taken<C, E>[] => {
  let state = decider.initial
  let before: readonly Happened<E>[] = []
  return commands.flatMap((command) => {
    const decision = decider.decide(command, state)
    if (settle(decision, state, command, eventIdOf, policy).outcome === 'refused' || 'forbiddenBy' in decision) return []
    const taken = { before, command, events: decision.events }
    const more = decision.events.map((event, n): Happened<E> => ({ ...event, id: eventIdOf(before.length + n) }))
    state = more.reduce((it, event) => decider.evolve(it, event), state)
    before = [...before, ...more]
    return [taken]
  })
}

/** So many sequences are looked through for one that breaks a rule which nothing enforces. */
const AT_MOST = 3_000

/**
 * The law that no sequence of commands records what a blocking rule forbids. A law that nothing could break would prove nothing: where
 * its rule is only noted, some sequence must break it.
 * @param isWrong tells the same without the rule and without the fold: from what stood recorded, and from what the command said
 */
export const nothingIsRecordedAgainst = <S, C extends Command, E extends Fact>(
  rule: Pick<Rule, 'id'>,
  decider: Decider<S, C, E>,
  commands: fc.Arbitrary<C>,
  isWrong: (taken: Taken<C, E>) => boolean,
  { first = [], runs = 150 }: Runs<C> = {},
): void => {
  const sequences = fc.array(commands, { minLength: 5, maxLength: 25 })
  const wrongIn = (asked: readonly C[], policy: Policy) => takenOf(decider, [...first, ...asked], policy).filter(isWrong)
  fc.assert(
    fc.property(sequences, (asked) => {
      expect(wrongIn(asked, ownLevel)).toEqual([])
    }),
    { numRuns: runs },
  )
  const isNoted: Policy = (one) => (one.id === rule.id ? 'record' : one.level)
  const tried = (from: number): boolean =>
    fc.sample(sequences, { numRuns: 50, seed: from }).some((asked) => wrongIn(asked, isNoted).length > 0) ||
    (from + 50 < AT_MOST && tried(from + 50))
  expect({ rule: rule.id, isBrokenWhereItIsOnlyNoted: tried(0) }).toEqual({ rule: rule.id, isBrokenWhereItIsOnlyNoted: true })
}

const inKebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The law that a rule has one name: its id is `<service>.` and the name of its constant, and it states a sentence and a source. */
export const rulesHaveOneName = (service: string, rules: Readonly<Record<string, unknown>>): void => {
  const named = Object.entries(rules).filter((entry): entry is [string, Rule] => typeof entry[1] === 'object')
  expect(named.map(([, rule]) => rule.id)).toEqual(named.map(([name]) => `${service}.${inKebab(name)}`))
  expect(named.filter(([, { sentence, source }]) => sentence === '' || source === '')).toEqual([])
}
