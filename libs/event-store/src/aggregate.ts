import type { CommandType, EventType, Fact, ServiceName } from '@case-timeline/contracts'
import type { Command, Decider } from '@case-timeline/decider'
import type { Guard, StoredEvent } from './event-store.ts'

/** What a command reads of the case in other streams: the values for `Command.known`, and what was read for `basis`. */
export interface Reading {
  readonly known: unknown
  /** The events that were read: their ids and revisions go into the envelope's basis. */
  readonly read: readonly StoredEvent[]
  /** Streams whose later events would make the decision stale in a way that harms. */
  readonly guards?: readonly Guard[] | undefined
}

/** A case, and what this service may see of it: perhaps nothing yet. */
export interface CaseHistory {
  readonly caseId: string
  readonly history: readonly StoredEvent[]
}

/** The cases that are linked with one, directly or over others, whichever of their records says so. */
export interface LinkedCases {
  readonly cases: readonly CaseHistory[]
  /** There are more than are read: what is decided on these alone is decided without knowing all. */
  readonly more: boolean
  /** The case itself, these, and those that were linked with one of them before: where else something may be recorded that adds to these. */
  readonly toGuard: readonly string[]
  /** A position of the log after which everything here was read, the links too. */
  readonly asOf: string
}

/** A command before anything is read for it; of a union, each member. */
export type Unread<C extends Command> = C extends Command ? Omit<C, 'known'> : never

/**
 * One aggregate of a service: where its streams are, what they hold, who decides.
 * `known` is pure over the case's events that this service may see (read from the store, never a view: a view may lag).
 */
export interface Aggregate<S = unknown, C extends Command = Command, E extends Fact = Fact> {
  readonly service: ServiceName
  /** The aggregate's part of the stream name: `case`, `person`, `custody`. */
  readonly name: string
  readonly events: readonly EventType[]
  readonly commands: readonly CommandType[]
  readonly decider: Decider<S, C, E>
  /** The id part of the stream for a command of this case (empty for what belongs to no case). */
  streamId(caseId: string, data: C['data']): string
  /**
   * Absent: no command of this aggregate reads other streams, and `Command.known` is empty.
   * @param history of the case; of the stream alone, where it belongs to no case
   * @param linked the cases that are linked with this one, where `readsLinkedCases` asks for them
   * @param elsewhere the events of the streams that `readsElsewhere` names
   */
  known?(history: readonly StoredEvent[], command: Unread<C>, linked?: LinkedCases, elsewhere?: readonly StoredEvent[]): Reading
  /**
   * It is about references as they were recorded: who is who is itself said there. The rules of all others judge persons: where references of
   * a case are merged, its state, `known` and the command have the one that stands for each person, and the state of a stream about a
   * person is folded from the streams of all her references. That takes a `known`.
   */
  readonly judgesReferences?: true
  /** Whether the rules of a command also look into linked cases. */
  readsLinkedCases?(command: Unread<C>): boolean
  /** Streams that the rules of a command read in whichever case they are: what stands for many cases is recorded in one of them. */
  readsElsewhere?(command: Unread<C>): readonly string[]
  /**
   * The command that a fact was recorded by, where its data is not to be read off the fact: what the service worked out itself is left out.
   * A correction of such a fact is judged by it. Absent, or nothing for a fact: its command takes members of the fact as they are.
   */
  asked?(fact: Fact): { readonly name: string; readonly data: unknown } | undefined
}

/** `<service>.<aggregate>-<id>` */
export const streamName = (service: ServiceName, aggregate: string, id: string): string => `${service}.${aggregate}-${id}`
