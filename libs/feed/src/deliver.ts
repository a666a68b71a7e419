import { comparePositions } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { byCase, sorted } from './batch.ts'
import { advance, advanced, type Claim, ClaimLost, dueOf } from './claim.ts'
import { caseKeyOf, type Consumer } from './consumer.ts'
import { parkCase, parkedAmong, queueBehind } from './parked.ts'
import { isTransient } from './transient.ts'

/** One event that could not be handled, and why its case is parked. */
export interface Unhandled {
  readonly event: StoredEvent
  readonly reason: Error
}

/**
 * Brings a batch to a consumer and moves its checkpoints, in one transaction: what they have come to already is left out. When the
 * batch fails, it is redone case by case, and the case of an event that cannot be handled is parked in the same transaction.
 * @param position up to which the claim's partitions have now been read
 * @param offset where the next message of the claim's only partition is expected, when a topic was read
 * @returns the events whose cases were parked
 * @throws ClaimLost, or the transient error: then nothing was changed, and the batch comes again
 */
export const deliver = async (
  db: DataSource,
  consumer: Consumer,
  claimed: Claim,
  batch: readonly StoredEvent[],
  position: string,
  offset?: string,
): Promise<readonly Unhandled[]> => {
  const to: Destination = { db, consumer, claimed, position, offset }
  const due = dueOf(claimed, batch)
  try {
    return await inOneTransaction(to, due, async (events, tx) => {
      await consumer.apply(events, tx)
      return []
    })
  } catch (error) {
    if (error instanceof ClaimLost || isTransient(error)) throw error
    return inOneTransaction(to, due, (events, tx) => caseByCase(consumer, events, tx))
  }
}

interface Destination {
  readonly db: DataSource
  readonly consumer: Consumer
  readonly claimed: Claim
  readonly position: string
  readonly offset: string | undefined
}

const inOneTransaction = async (
  { db, consumer, claimed, position, offset }: Destination,
  batch: readonly StoredEvent[],
  apply: (events: readonly StoredEvent[], tx: EntityManager) => Promise<readonly Unhandled[]>,
): Promise<readonly Unhandled[]> => {
  const unhandled = await db.transaction(async (tx) => {
    const parked = batch.length > 0 ? await parkedAmong(tx, consumer.name, batch) : new Set<string>()
    const { apply: open, queue, park } = sorted(batch, consumer.events, parked)
    const failed = firstOfEachCase([...(open.length > 0 ? await apply(open, tx) : []), ...park])
    for (const { event, reason } of failed) await parkCase(tx, consumer.name, event, reason)
    const behind = [...queue, ...park.map(({ event }) => event), ...open].filter(
      (event) => parked.has(caseKeyOf(event)) || isBehind(event, failed),
    )
    if (behind.length > 0) await queueBehind(tx, consumer.name, behind)
    await advance(tx, claimed, position, offset)
    return failed
  })
  advanced(claimed, position, offset)
  return unhandled
}

const firstOfEachCase = (failed: readonly Unhandled[]): readonly Unhandled[] => [
  ...new Map(failed.toReversed().map((one) => [caseKeyOf(one.event), one])).values(),
]

const isBehind = (event: StoredEvent, failed: readonly Unhandled[]): boolean =>
  failed.some((one) => caseKeyOf(one.event) === caseKeyOf(event) && comparePositions(one.event.position, event.position) < 0)

const caseByCase = async (consumer: Consumer, events: readonly StoredEvent[], tx: EntityManager): Promise<readonly Unhandled[]> => {
  const unhandled: Unhandled[] = []
  for (const own of byCase(events).values()) {
    if ((await tried(consumer, own, tx)) === undefined) continue
    const failed = await firstUnhandled(consumer, own, tx)
    if (failed) unhandled.push(failed)
  }
  return unhandled
}

const firstUnhandled = async (consumer: Consumer, own: readonly StoredEvent[], tx: EntityManager): Promise<Unhandled | undefined> => {
  for (const event of own) {
    const reason = await tried(consumer, [event], tx)
    if (reason) return { event, reason }
  }
  return undefined
}

/** Applies within a savepoint. @returns why it could not, unless the reason will pass: that is thrown */
const tried = async (consumer: Consumer, events: readonly StoredEvent[], tx: EntityManager): Promise<Error | undefined> => {
  try {
    await tx.transaction((inner) => consumer.apply(events, inner))
    return undefined
  } catch (error) {
    if (isTransient(error)) throw error
    return error instanceof Error ? error : new Error(String(error))
  }
}
