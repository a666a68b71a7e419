import {
  CommandRefused,
  DeadlineMissed,
  EventCorrected,
  EventRetracted,
  isReported,
  RuleOverridden,
  WarningRaised,
  type CommandType,
  type EventType,
  type Fact,
  type RecordedFact,
  type ServiceName,
} from '@case-timeline/contracts'
import type { CaseHistory, LinkedCases, Reading } from '@case-timeline/casework'
import type { Command, CommandOf, Decided, Decider, Forbidden } from '@case-timeline/decider'

/** A command before its known facts are read. For a union of commands: the union of its members without `known`. */
export type UnreadCommand<C extends Command = Command> = C extends Command ? Omit<C, 'known'> : never

/** The known facts of a command for which nothing is read. */
export interface NothingRead {
  readonly nothingRead?: true
}

/** What may be read in addition to the case itself. */
export interface MoreToRead {
  /** Present if `readsLinkedCases` returns true. */
  readonly linked?: LinkedCases | undefined
  /** The events of the streams that `readsStreams` names. */
  readonly elsewhere?: CaseHistory | undefined
}

type Outcome<E extends Fact> = Decided<E> | Forbidden

/** How one command of an aggregate is decided, and what is read before. */
export interface CommandEntry<S, N extends string, C, E extends Fact> {
  readonly type: CommandType<N>
  /** Pure. */
  readonly decide: (state: S, command: C) => Outcome<E>
  /**
   * Pure, over the events of the case that this service may see (read from the store, never from a view, which may
   * lag); for a command that belongs to no case, over its stream.
   */
  readonly reads?: (history: CaseHistory, command: Omit<C, 'known'>, more: MoreToRead) => Reading<unknown>
  /** Whether the rules of the command also read linked cases. */
  readonly readsLinkedCases?: (command: Omit<C, 'known'>) => boolean
  /** Streams outside the case that the rules of the command read, such as one of facts that concern many cases. */
  readonly readsStreams?: (command: Omit<C, 'known'>) => readonly string[]
}

interface Reads<T extends CommandType, K> {
  readonly reads: (history: CaseHistory, command: UnreadCommand<CommandOf<T>>, more: MoreToRead) => Reading<K>
  readonly readsLinkedCases?: (command: UnreadCommand<CommandOf<T>>) => boolean
  readonly readsStreams?: (command: UnreadCommand<CommandOf<T>>) => readonly string[]
}

/**
 * One line of an aggregate's command table: a command of the contracts, what is read for it, and how it is decided. A
 * decision that uses known facts must take exactly what is read: a missing reading, or that of another command, does
 * not compile.
 */
export function takes<const T extends CommandType, S, E extends Fact>(
  type: T,
  entry: { readonly decide: (state: S, command: CommandOf<T, NothingRead>) => Outcome<E>; readonly reads?: never },
): CommandEntry<S, T['name'], CommandOf<T, NothingRead>, E>
export function takes<const T extends CommandType, S, E extends Fact, K>(
  type: T,
  entry: Reads<T, K> & { readonly decide: (state: S, command: CommandOf<T, NoInfer<K>>) => Outcome<E> },
): CommandEntry<S, T['name'], CommandOf<T, K>, E>
export function takes(type: CommandType, entry: object): unknown {
  return { type, ...entry }
}

/** A command that an entry accepts. */
type CommandIn<T> = T extends CommandEntry<infer _S, infer _N, infer C, infer _E> ? C : never

interface Definition<S, E extends Fact, T> {
  readonly service: ServiceName
  /** The aggregate's part of the stream name, such as `case`, `person`, `custody`. */
  readonly name: string
  readonly events: readonly EventType[]
  readonly initial: NoInfer<S>
  /** Total: it never throws and never logs. */
  readonly evolve: (state: S, event: RecordedFact<E>) => S
  /** The complete list of the aggregate's commands. */
  readonly commands: T
  /**
   * True for an aggregate whose facts are about references as recorded, because it records which references are one
   * person. The rules of all other aggregates judge persons: if references of a case are merged, the state, the facts
   * read and the command have the canonical reference of each person, and the state of a stream about a person is
   * folded from the streams of all references. This requires at least one command with `reads`.
   */
  readonly judgesReferences?: true
  /**
   * The command that recorded a fact, if the data of the command differs from that of the fact, because the service
   * derived some members. A correction of the fact is judged as that command. If absent, or undefined for a fact: the
   * command has the members of the fact unchanged.
   */
  readonly commandOf?: (fact: Fact) => { readonly name: string; readonly data: unknown } | undefined
  /**
   * Whether a fact stays within the service (and audit-trail), whatever its type, or the event that it concerns, allows
   * others to receive. Pure, over the case as it was read for the decision, the facts of the append, and the time of the
   * decision; requires at least one command with `reads`.
   */
  readonly isKept?: (history: CaseHistory, fact: Fact, together: readonly Fact[], now: string) => boolean
}

/** One aggregate of a service: its streams, its event types, its commands and how each is decided. */
export interface Aggregate<S = unknown, C extends Command = Command, E extends Fact = Fact> extends Decider<S, C, E> {
  readonly service: ServiceName
  readonly name: string
  readonly events: readonly EventType[]
  /**
   * All event types that its streams may contain, by name: its own, and those that can follow the events of any
   * aggregate.
   */
  readonly types: ReadonlyMap<string, EventType>
  /** By their names. */
  readonly commands: Readonly<Record<string, CommandEntry<unknown, string, Command, Fact>>>
  readonly judgesReferences?: true
  /** Whether the case is read before a command of this aggregate is decided. */
  readonly readsCase: boolean
  /** The id part of the stream for a command of this case (empty if it belongs to no case). */
  streamId(caseId: string, data: C['data']): string
  commandOf?(fact: Fact): { readonly name: string; readonly data: unknown } | undefined
  isKept?(history: CaseHistory, fact: Fact, together: readonly Fact[], now: string): boolean
}

/** An aggregate, typed only by the commands that it accepts. */
export interface AggregateTaking<C extends Command> extends Pick<Aggregate, 'service' | 'name' | 'commands'> {
  decide(command: C, state: never): unknown
}

/** The commands that an aggregate accepts: `CommandOfAggregate<typeof investigationStream>`. */
export type CommandOfAggregate<A> = A extends AggregateTaking<infer C> ? C : never

const RECORDED_ALONGSIDE: readonly EventType[] = [
  WarningRaised,
  RuleOverridden,
  DeadlineMissed,
  EventCorrected,
  EventRetracted,
  CommandRefused,
]

/**
 * Defines an aggregate.
 * @throws RangeError for a command that is twice in its table; on deciding, for a command that its table does not have
 */
export const aggregate = <S, E extends Fact, const T extends readonly CommandEntry<S, string, never, E>[]>(
  definition: Definition<S, E, T> & { readonly streamId: (caseId: string, data: (CommandIn<T[number]> & Command)['data']) => string },
): Aggregate<S, CommandIn<T[number]> & Command, E> => {
  const { service, name, commands, ...others } = definition
  const entries = commands as unknown as readonly CommandEntry<unknown, string, Command, Fact>[]
  const byName = Object.fromEntries(entries.map((entry) => [entry.type.name, entry]))
  const duplicate = entries.find(({ type }, index) => entries.findIndex((other) => other.type.name === type.name) !== index)
  if (duplicate) throw new RangeError(`${service}.${name} has the command ${duplicate.type.name} twice in its table: remove one`)
  return {
    ...others,
    service,
    name,
    types: new Map([...others.events, ...RECORDED_ALONGSIDE].map((type) => [type.type, type])),
    commands: byName,
    readsCase: entries.some(({ reads }) => reads !== undefined),
    decide: (command, state) => {
      const entry = byName[command.name]
      if (!entry) throw new RangeError(`${service}.${name} has no command ${command.name}`)
      return entry.decide(state, command) as Outcome<E>
    },
  }
}

/** Whether an agency that records an event of the aggregate did not choose it: a rule can only warn about the event. */
export const isReportedIn = ({ types }: Pick<Aggregate, 'types'>, type: string): boolean => {
  const eventType = types.get(type)
  return eventType !== undefined && isReported(eventType)
}

/** Whether every event that a command would record reports what the agency did not choose. */
export const recordsOnlyReports = (aggregate: Pick<Aggregate, 'types'>, decided: Decided | Forbidden): boolean =>
  'events' in decided && decided.events.every(({ type }) => isReportedIn(aggregate, type))
