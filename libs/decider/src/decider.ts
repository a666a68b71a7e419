import type {
  Actor,
  AgencyId,
  Approver,
  CommandType,
  Fact,
  RecordedFact,
  JurisdictionPolicy,
  OverrideBasis,
  RecordedOverride,
  RuleLevel,
} from '@case-timeline/contracts'
import type { Span } from './occurred.ts'

/** The effect of a broken rule; see `RuleLevel` of libs/contracts. */
export type Level = RuleLevel

/**
 * A rule of the domain: a named sentence with its source. `holds` is pure.
 * For a report of something that happened only an `integrity` rule may block.
 */
export interface Rule<S = unknown, C = unknown> {
  readonly id: string
  /** The kind of thing, in camel case, where rules with the same id say the same of several: see `recordRules` of libs/casework. */
  readonly about?: string
  readonly sentence: string
  readonly source: string
  readonly level: Level
  /** Why the level differs from what the kind of the rule gives (ADR 93), in one sentence. */
  readonly levelReason?: string
  /** The rule protects the record itself: no fact in the future, no reference to what does not exist. */
  readonly integrity?: true
  /** The rule judges what another country decided, in an event that also records own decisions: it never refuses. */
  readonly ofReport?: true
  /** ISO 3166-1 alpha-2: the jurisdictions in which the rule applies; absent: in all. */
  readonly jurisdictions?: readonly string[]
  /** The grounds on which the rule may be overridden, and whether a second person must approve that. */
  readonly overridableFor?: readonly OverrideBasis[]
  readonly overrideNeedsApprover?: true
  /** Broken until a second person approves the command: then the command is not refused, but waits. */
  readonly needsSecondPerson?: true
  // A method, so that a rule over a narrow state can be used with the whole union (methods are bivariant).
  holds(state: S, command: C): boolean
  /** References (never values) to what breaks the rule. */
  facts?(state: S, command: C): readonly string[]
}

/** A rule without its condition. */
export type NamedRule = Pick<Rule, 'id' | 'about' | 'sentence' | 'source' | 'level' | 'levelReason' | 'integrity' | 'needsSecondPerson'>

/** A command as a decider receives it: all impure input (time, ids, other sectors' facts) is part of it. */
export interface Command<N extends string = string, D = unknown, K = unknown> {
  readonly name: N
  readonly data: D
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  /** RFC 3339 in UTC. */
  readonly now: string
  /**
   * The calendar of the time zones: the span of a date text in its zone, as `spanOf` of this library. A domain has no time zones
   * of its own.
   */
  readonly spanOf: (text: string, zone?: string) => Span
  readonly actor: Actor
  /** The facts of other sectors that were read for the command; see `CommandEntry.reads` of libs/commands. */
  readonly known: K
  readonly overrides?: readonly RecordedOverride[] | undefined
  /** The second person, from that person's own authenticated act; absent: nobody has approved the command. */
  readonly approver?: Approver | undefined
  /** ISO 3166-1 alpha-2 of the deciding agency: rules of other jurisdictions do not apply. */
  readonly jurisdiction?: string | undefined
  /** The clocks, offence codes and consular treaties of that jurisdiction; absent: there are none. */
  readonly policy?: JurisdictionPolicy | undefined
  /** The office that the command addresses, if the register does not have it. */
  readonly unregisteredOffice?: AgencyId | undefined
}

/** The command of a contract, as its decider receives it: `CommandOf<typeof ArrestSuspect, Known>`. */
export type CommandOf<T extends CommandType, K = unknown> = T extends CommandType<infer N> ? Command<N, T['example'], K> : never

/** The result of a decision function: the rules that apply, and the events to record if they hold. */
export interface Decided<E extends Fact = Fact> {
  readonly under: readonly Rule[]
  readonly events: readonly E[]
}

/** The state itself forbids the command (a case that is not open cannot be referred). */
export interface Forbidden {
  readonly forbiddenBy: Rule
}

/** An aggregate: three pure values. `evolve` is total: it never throws and never logs. */
export interface Decider<S, C extends Command, E extends Fact> {
  readonly initial: S
  evolve(state: S, event: RecordedFact<E>): S
  decide(command: C, state: S): Decided<E> | Forbidden
}
