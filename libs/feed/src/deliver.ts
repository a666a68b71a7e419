import { comparePositions } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { byCase, sorted } from './batch.ts'
import { advance, type Claim, ClaimLost } from './claim.ts'
import { caseKeyOf, type Consumer } from './consumer.ts'
import { parkCase, parkedAmong, queueBehind } from './parked.ts'
import { isTransient } from './transient.ts'

/** One event that could not be handled, and why its case is parked. */
export interface Unhandled {
  readonly event: StoredEvent
  readonly reason: Error
}

/**
 * Brings a batch to a consumer and moves its checkpoint, in one transaction. When the batch fails, it is redone case by case, and the
 * case of an event that cannot be handled is parked in the same transaction.
 * @returns the events whose cases were parked
 * @throws ClaimLost, or the transient error: then nothing was changed, and the batch comes again
 */
export const deliver = async (
  db: DataSource,
  consumer: Consumer,
  held: Claim,
  batch: readonly StoredEvent[],
  position: string,
): Promise<readonly Unhandled[]> => {
  try {
    return await inOneTransaction(db, consumer, held, batch, position, async (events, tx) => {
      await consumer.apply(events, tx)
      return []
    })
  } catch (error) {
    if (error instanceof ClaimLost || isTransient(error)) throw error
    return inOneTransaction(db, consumer, held, batch, position, (events, tx) => caseByCase(consumer, events, tx))
  }
}

const inOneTransaction = async (
  db: DataSource,
  consumer: Consumer,
  held: Claim,
  batch: readonly StoredEvent[],
  position: string,
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
    await advance(tx, held, position)
    return failed
  })
  held.position = position
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
