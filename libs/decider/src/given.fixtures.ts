import { expect } from '@jest/globals'
import type { CommandType, EventType, Fact, Happened } from '@case-timeline/contracts'
import type { Command, Decider, Rule } from './decider.ts'
import { effective } from './effective.ts'
import { settle, type Accepted, type Refusal } from './settle.ts'

/** A fact as a specification tells it: its id and time matter only where they are given. */
export type Told<E extends Fact> = E & { readonly id?: string; readonly occurredAt?: string; readonly occurredZone?: string }

/** A warning or an override that a decision is expected to put beside its facts. */
export interface Beside {
  readonly besides: 'case.WarningRaised' | 'case.RuleOverridden'
  readonly rule: Rule
}
export const warning = (rule: Rule): Beside => ({ besides: 'case.WarningRaised', rule })
export const override = (rule: Rule): Beside => ({ besides: 'case.RuleOverridden', rule })

type Circumstances<K> = Partial<Omit<Command<string, unknown, K>, 'name' | 'data'>>

/** A fixed present for specifications. */
export const NOW = '2026-11-25T10:00:00Z'
export const officer = { userId: 'p.reyes', agencyId: 'ph-police', role: 'lead-investigator' } as const

/** A command of a type, as the desk hands it to a decider. */
export const commanded = <const N extends string, T extends CommandType<N>, K>(
  type: T & { readonly name: N },
  data: T['example'],
  known: K,
  circumstances: Circumstances<K> = {},
): Command<N, T['example'], K> => ({ name: type.name, data, known, now: NOW, actor: officer, ...circumstances })

/** The id of the n-th event of a specification. */
export const eventIdOf = (n: number): string => `e0000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

/** A history as recorded: facts in order, each with an id. */
export const recorded = <E extends Fact>(history: readonly Told<E>[]): Happened<E>[] =>
  history.map((fact, index) => ({ id: eventIdOf(index), ...fact }))

/** Freezes a value and all within it, so that a decision which changes its argument throws. */
export const frozen = <T>(value: T): T => {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

const besideTheFacts: readonly string[] = ['case.WarningRaised', 'case.RuleOverridden', 'case.DeadlineMissed']
const isOfTheAggregate = (fact: Fact): boolean => !besideTheFacts.includes(fact.type)

/** The state after a history, as the desk folds it: corrected first, and without what stands beside the facts. */
export const stateAfter = <S, C extends Command, E extends Fact>(decider: Decider<S, C, E>, history: readonly Happened<E>[]): S =>
  effective(history)
    .filter(isOfTheAggregate)
    .reduce((state, event) => frozen(decider.evolve(state, event)), frozen(decider.initial))

/** What a decider and its rules make of one command after a history. */
export const decided = <S, C extends Command, E extends Fact>(
  decider: Decider<S, C, E>,
  history: readonly Happened<E>[],
  command: C,
): Accepted<E> | Refusal => {
  const state = stateAfter(decider, history)
  return settle(decider.decide(frozen(command), state), state, command, (index) => eventIdOf(history.length + index))
}

const patternOf = (expected: EventType | Fact | Beside): object => {
  if ('besides' in expected) return { type: expected.besides, data: { ruleId: expected.rule.id } }
  return 'version' in expected ? { type: expected.type } : { type: expected.type, data: expected.data }
}

const summary = (outcome: Accepted | Refusal): unknown =>
  outcome.outcome === 'refused' ? { refusedBy: outcome.rule.id } : { accepted: outcome.events.map(({ type }) => type) }

/**
 * Given a history, when a command comes, then this happens: a specification in events.
 * @returns `given(history).when(command)`, and then one of
 *   `then(…)` exactly these events, by type or with the data named, with `warning(rule)` and `override(rule)` in their place;
 *   `thenRefusedBy(rule)`
 */
export const specificationOf =
  <S, C extends Command, E extends Fact>(decider: Decider<S, C, E>) =>
  (history: Iterable<Told<E>> = []) => ({
    when: (command: C) => {
      const outcome = decided(decider, recorded([...history]), command)
      return {
        then: (...expected: readonly (EventType | Fact | Beside)[]): void => {
          if (outcome.outcome === 'refused') expect(summary(outcome)).toEqual({ accepted: expected.map(patternOf) })
          else expect(outcome.events).toMatchObject(expected.map(patternOf))
        },
        thenRefusedBy: (rule: Rule): void => expect(summary(outcome)).toEqual({ refusedBy: rule.id }),
      }
    },
  })
