import type { EventType } from '@case-timeline/contracts'
import type { Answer, StoredEvent } from '@case-timeline/event-store'
import type { EntityManager } from 'typeorm'

/** Who follows the log, and what each of its events does. */
export interface Consumer {
  /** Names its checkpoint for ever: a renamed consumer is a new one. */
  readonly name: string
  /** The types that it handles, in the versions that this release reads; `every`: all, whatever their version. Others are skipped. */
  readonly events: readonly EventType[] | 'every'
  /** Where it starts when it has no checkpoint yet. */
  readonly from: 'beginning' | 'head'
  /** Most events of one batch (default 1,000). */
  readonly limit?: number | undefined
  /**
   * The effect of some events, in their order. What it writes through `db` is in the transaction of the checkpoint; what it
   * does elsewhere may be done again after a crash, so it must be idempotent there. May be called again with fewer events
   * after it threw, and then what it wrote before is rolled back.
   */
  apply(events: readonly StoredEvent[], db: EntityManager): Promise<void>
}

/** What another agency's event makes this one do. */
export interface Reaction {
  readonly name: string
  readonly on: EventType | readonly EventType[]
  /** A new reaction starts at the head, so that it does not answer for years past (default), unless told otherwise. */
  readonly from?: Consumer['from'] | undefined
  /**
   * Must be idempotent: derive each command's id from the consumer's name, the event and the command. The answer of `handle` may be
   * returned: a refusal by a rule has been recorded and is an answer like any other; a conflict is tried again; an id-clash parks the case.
   */
  run(event: StoredEvent): Promise<Answer | void>
}

/** The answer says that nothing was recorded because others kept winning the stream: the same command again may succeed. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain'
}

/** A reaction as a consumer: it calls one function per event, in order. */
export const reaction = ({ name, on, from = 'head', run }: Reaction): Consumer => ({
  name,
  events: 'type' in on ? [on] : on,
  from,
  limit: 100,
  apply: async (events) => {
    for (const event of events) settled(name, event, await run(event))
  },
})

const settled = (name: string, event: StoredEvent, answer: Answer | void) => {
  if (answer?.outcome === 'conflict') throw new TryAgain(`${name}: others kept writing the stream that answers ${event.type} ${event.id}`)
  if (answer?.outcome === 'id-clash' || answer?.outcome === 'stale')
    throw new Error(`${name}: ${event.type} ${event.id} was answered before by another command (${answer.outcome})`)
}

/** The key of the order that a consumer keeps: the case, or the stream for what belongs to no case. */
export const caseKeyOf = (event: Pick<StoredEvent, 'caseId' | 'stream'>): string => event.caseId ?? event.stream

/** The types to ask the store for; nothing: all. */
export const typesOf = ({ events }: Pick<Consumer, 'events'>): readonly string[] | undefined =>
  events === 'every' ? undefined : events.map(({ type }) => type)
