import type { Actor, CommandType, Fact, Happened, JurisdictionPolicy, Override, OverrideBasis } from '@case-timeline/contracts'

/** What a broken rule does: refuse the command, raise a warning beside what it recorded, or be noted without one. */
export type Level = 'block' | 'warn' | 'record'

/**
 * A rule of the domain: a named sentence with its source. `holds` is pure.
 * On a report of what happened only an `integrity` rule may block.
 */
export interface Rule<S = unknown, C = unknown> {
  readonly id: string
  readonly sentence: string
  readonly source: string
  readonly level: Level
  readonly integrity?: true
  readonly jurisdictions?: readonly string[]
  /** The grounds on which it may be set aside, and whether a second person must approve that. */
  readonly overridableFor?: readonly OverrideBasis[]
  readonly overrideNeedsApprover?: true
  // A method, so that a rule over a narrow state serves where the whole union is at hand.
  holds(state: S, command: C): boolean
  /** References (never values) that tell the reader what broke it. */
  facts?(state: S, command: C): readonly string[]
}

/** A command as a decider sees it: all that is impure (time, ids, other sectors' facts) comes with it. */
export interface Command<N extends string = string, D = unknown, K = unknown> {
  readonly name: N
  readonly data: D
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  /** RFC 3339 in UTC. */
  readonly now: string
  readonly actor: Actor
  /** What this sector knows of the others' facts; see `Aggregate.known` of the event store. */
  readonly known: K
  readonly overrides?: readonly Override[] | undefined
  /** ISO 3166-1 alpha-2 of the deciding agency: a rule of other jurisdictions is not asked. */
  readonly jurisdiction?: string | undefined
  /** The clocks, offence codes and consular treaties of that jurisdiction; absent: none is set. */
  readonly policy?: JurisdictionPolicy | undefined
}

/** The command of a contract, as its decider sees it: `CommandOf<typeof ArrestSuspect, Known>`. */
export type CommandOf<T extends CommandType, K = unknown> = T extends CommandType<infer N> ? Command<N, T['example'], K> : never

/** What a decision function answers: the rules it stands under, and what has happened if they hold. */
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
  evolve(state: S, event: Happened<E>): S
  decide(command: C, state: S): Decided<E> | Forbidden
}
