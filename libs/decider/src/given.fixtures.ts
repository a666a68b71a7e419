import { effective } from '@case-timeline/casework'
import { expect } from '@jest/globals'
import type { CommandType, EventType, Fact, RecordedFact } from '@case-timeline/contracts'
import type { Command, Decider, Rule } from './decider.ts'
import { rememberingSpans } from './occurred.ts'
import { settle, type Accepted, type AwaitsApproval, type Refusal } from './settle.ts'

/** A fact as a specification states it: id and times are optional. */
export type GivenFact<E extends Fact> = E & {
  readonly id?: string
  readonly occurredAt?: string
  readonly occurredZone?: string
  readonly recordedAt?: string
}

/** A rule that is expected to warn about a decision, or to be overridden for it. */
export type ExpectedAlongside = { readonly warnsBy: string } | { readonly setsAside: string }

/** Expects that a rule warns. */
export const warning = (rule: Rule): ExpectedAlongside => ({ warnsBy: rule.id })
/** Expects that a rule is overridden. */
export const override = (rule: Rule): ExpectedAlongside => ({ setsAside: rule.id })

type CommandOptions<K> = Partial<Omit<Command<string, unknown, K>, 'name' | 'data'>>

/** The fixed current time of specifications. */
export const NOW = '2026-11-25T10:00:00Z'
/** The `spanOf` of commands, as their handlers have it: the same dates come again and again. */
export const keptSpans = rememberingSpans()

/** The user who sends the commands of specifications. */
export const officer = { userId: 'p.reyes', agencyId: 'ph-police', role: 'lead-investigator' } as const

/** The second person of specifications, who approved a command by an act of their own. */
export const approver = { userId: 'l.santos', role: 'records-supervisor' } as const

/** A command of a type, as a decider receives it. */
export const commandFor = <const N extends string, T extends CommandType<N>, K>(
  type: T & { readonly name: N },
  data: T['example'],
  known: K,
  options: CommandOptions<K> = {},
): Command<N, T['example'], K> => ({ name: type.name, data, known, now: NOW, spanOf: keptSpans, actor: officer, ...options })

/** The id of the n-th event of a specification. */
export const eventIdOf = (n: number): string => `e0000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

/** A recorded history: facts in order, each with an id. */
export const recordedHistory = <E extends Fact>(history: readonly GivenFact<E>[]): RecordedFact<E>[] =>
  history.map((fact, index) => ({ id: eventIdOf(index), ...fact }))

/** Freezes a value deeply, so that a decision that changes its argument throws. */
export const deepFrozen = <T>(value: T): T => {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  Object.values(value).forEach(deepFrozen)
  return Object.freeze(value)
}

/** The state after a history, with its corrections applied. */
export const stateAfter = <S, C extends Command, E extends Fact>(decider: Decider<S, C, E>, history: readonly RecordedFact<E>[]): S =>
  effective(history).reduce((state, event) => deepFrozen(decider.evolve(state, event)), deepFrozen(decider.initial))

/** The outcome of one command after a history, by a decider and its rules. */
export const outcomeOf = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  history: readonly RecordedFact<E>[],
  command: C,
): Accepted<E> | AwaitsApproval | Refusal => {
  const state = stateAfter(decider, history)
  return settle(decider.decide(deepFrozen(command), state), state, command)
}

const patternOf = (expected: EventType | Fact | ExpectedAlongside): object => {
  if (!('type' in expected)) return expected
  return 'version' in expected ? { type: expected.type } : { type: expected.type, data: expected.data }
}

/** The result of an accepted command, in recording order. */
const recordedOf = ({ events, overrides, warnings }: Accepted): readonly (Fact | ExpectedAlongside)[] => [
  ...events,
  ...overrides.map(({ ruleId }) => ({ setsAside: ruleId })),
  ...warnings.map(({ rule }) => warning(rule)),
]

const summary = (outcome: Accepted | AwaitsApproval | Refusal): unknown => {
  switch (outcome.outcome) {
    case 'refused':
      return { refusedBy: outcome.rule.id }
    case 'awaits-approval':
      return { awaitsApprovalUnder: outcome.rules.map(({ id }) => id) }
    case 'accepted':
      return { accepted: recordedOf(outcome).map(patternOf) }
  }
}

/**
 * Given a history, when a command is sent, then these events follow: a specification in events.
 * @returns `given(history).when(command)`, and then one of
 *   `then(…)` exactly these events, by type or with the data named, then `override(rule)` and `warning(rule)`;
 *   `thenAwaitsApproval(rule)`;
 *   `thenRefusedBy(rule)`
 */
export const specificationOf =
  <S, C extends Command, E extends Fact>(decider: Decider<S, C, E>) =>
  (history: Iterable<GivenFact<E>> = []) => ({
    when: (command: C) => {
      const outcome = outcomeOf(decider, recordedHistory([...history]), command)
      return {
        then: (...expected: readonly (EventType | Fact | ExpectedAlongside)[]): void => {
          if (outcome.outcome !== 'accepted') expect(summary(outcome)).toEqual({ accepted: expected.map(patternOf) })
          else expect(recordedOf(outcome)).toMatchObject(expected.map(patternOf))
        },
        thenAwaitsApproval: (...rules: readonly Rule[]): void =>
          expect(summary(outcome)).toEqual({ awaitsApprovalUnder: rules.map(({ id }) => id) }),
        thenRefusedBy: (rule: Rule): void => expect(summary(outcome)).toEqual({ refusedBy: rule.id }),
      }
    },
  })
