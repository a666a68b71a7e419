import type { EventType } from '@case-timeline/contracts'
import type { Answer } from '@case-timeline/commands'
import type { StoredEvent } from '@case-timeline/event-store'
import type { EntityManager } from 'typeorm'
import type { Effect } from './write.ts'

/** Follows the log and applies events, for example to the table of a view. */
export interface Consumer {
  /** The name of its checkpoint, permanently: a renamed consumer is a new one. */
  readonly name: string
  /**
   * The event types that it handles, in the versions that this release reads; other types are skipped. `every`: all
   * types, in any version.
   */
  readonly events: readonly EventType[] | 'every'
  /** Where it starts without a checkpoint; `head`: where the log ended at its first start ever. */
  readonly from: 'beginning' | 'head'
  /** Whether its effects are commands, recorded in the log: then they are lost when a log goes back. */
  readonly records?: boolean | undefined
  /** Maximum number of events in one batch (default 1,000). */
  readonly limit?: number | undefined
  /**
   * Applies some events, in order. What it writes through `db` is in the transaction of the checkpoint; other side
   * effects may be repeated after a crash and must be idempotent. After an error, what it wrote is rolled back, and it
   * may be called again with fewer events.
   */
  apply(events: readonly StoredEvent[], db: EntityManager): Promise<void>
  /**
   * The same as statements that are executed in one with the checkpoint. Reads through `db`, which is not in a
   * transaction: only what nobody else writes while the consumer has its claim, and no case of it is parked.
   * @param mayPresume whether it may presume what is stored instead of reading it
   * @returns undefined if these events need `apply`
   */
  prepare?(events: readonly StoredEvent[], db: EntityManager, mayPresume: boolean): Promise<Effect | undefined>
}

/** A command that a service issues in reaction to an event, usually one of another service. */
export interface Reaction {
  readonly name: string
  readonly on: EventType | readonly EventType[]
  /** A new reaction starts at the head (default), so that it does not react to events of past years. */
  readonly from?: Consumer['from'] | undefined
  /**
   * Issues the command. Must be idempotent: derive the command's id from the consumer's name, the event and the command
   * (`commandIdForReaction`). May return the answer of `handle`: a refusal by a rule has been recorded and is a regular
   * answer; a conflict is retried; an id-clash parks the case.
   */
  run(event: StoredEvent): Promise<Answer | void>
}

/**
 * Nothing was recorded because concurrent commands kept causing a conflict: the same command may succeed when it is
 * sent again.
 */
export class TryAgain extends Error {
  override readonly name = 'TryAgain'
}

/** Makes a reaction a consumer of the feed, which runs it for each event, in order. */
export const reaction = ({ name, on, from = 'head', run }: Reaction): Consumer => ({
  name,
  events: 'type' in on ? [on] : on,
  from,
  records: true,
  limit: 100,
  apply: async (events) => {
    for (const event of events) throwUnlessSettled(name, event, await run(event))
  },
})

const throwUnlessSettled = (name: string, event: StoredEvent, answer: Answer | void) => {
  if (answer?.outcome === 'conflict')
    throw new TryAgain(`${name}: the stream kept changing while the command for ${event.type} ${event.id} was decided; it is sent again`)
  if (answer?.outcome === 'id-clash' || answer?.outcome === 'stale')
    throw new Error(
      answer.outcome === 'stale'
        ? `${name}: the command for ${event.type} ${event.id} was not recorded: the stream is at revision ${answer.revision}, which it does not expect`
        : `${name}: ${event.type} ${event.id} has already caused another command with the same id`,
    )
}

/** The key within which a consumer keeps the order: the case id, or the stream name of an event without a case. */
export const caseKeyOf = (event: Pick<StoredEvent, 'caseId' | 'stream'>): string => event.caseId ?? event.stream

/** The names of the types that a consumer reads from the store; undefined for all. */
export const typesOf = ({ events }: Pick<Consumer, 'events'>): readonly string[] | undefined =>
  events === 'every' ? undefined : events.map(({ type }) => type)
