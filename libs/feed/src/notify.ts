import type { EventStore, LogPosition, StoredEvent } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import type { Claim } from './claim.ts'
import { caseKeyOf, type Consumer } from './consumer.ts'
import { deliver } from './deliver.ts'
import type { AroundDelivery, Notice, Observe } from './notice.ts'
import { reasonOf } from './parked.ts'

type WithoutConsumer<N> = N extends Notice ? Omit<N, 'consumer'> : never

/** Reports what happens to one consumer. */
export type Notify = (notice: WithoutConsumer<Notice>) => void

/** Adds the consumer's name to each notice, for an observer that follows several consumers. */
export const notifierOf =
  (consumer: string, observe: Observe | undefined): Notify =>
  (notice) =>
    observe?.({ consumer, ...notice } as Notice)

/** As long as a consumer's batches change nothing, its checkpoints are written this often. */
const UNCHANGED_FOR_MS = 1_000

/**
 * Delivers a batch as `deliver` does, and reports the result in notices. The checkpoints of a batch that changed nothing may
 * not have moved: the caller moves them later (`DeferredCheckpoints`).
 */
export const deliverAndNotify = async (
  notify: Notify,
  to: {
    readonly db: DataSource
    readonly consumer: Consumer
    readonly store: Pick<EventStore, 'seen'>
    readonly around?: AroundDelivery | undefined
  },
  claimed: Claim,
  batch: readonly StoredEvent[],
  at: LogPosition,
): Promise<void> => {
  const defersUnchanged = performance.now() - (claimed.movedAt ?? -Infinity) < UNCHANGED_FOR_MS
  const work = () => deliver(to.db, to.consumer, claimed, batch, at, { seen: () => to.store.seen(), defersUnchanged })
  const unhandled = await (to.around && batch.length > 0 ? to.around(to.consumer.name, batch, work) : work())
  for (const { event, reason } of unhandled)
    notify({ kind: 'parked', caseKey: caseKeyOf(event), type: event.type, position: event.position, reason: reasonOf(reason) })
  if (batch.length > 0) notify({ kind: 'delivered', events: batch.length, position: at.position })
}
