import { comparePositions } from '@case-timeline/contracts'
import type { LogPosition, StoredEvent } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { advance } from './advance.ts'
import { byCase, sortBatch } from './batch.ts'
import { markAdvanced, type Claim, ClaimLost, dueEvents } from './claim.ts'
import { caseKeyOf, type Consumer } from './consumer.ts'
import { keepMarks } from './marks.ts'
import { parkCase, parkedAmong, queueBehind } from './parked.ts'
import { isTransient } from './transient.ts'

/** An event that could not be handled, and the reason for which its case is parked. */
export interface UnhandledEvent {
  readonly event: StoredEvent
  readonly reason: Error
}

export interface DeliverOptions {
  /** The furthest event of the log that the process has seen, commands of the consumer included. */
  seen?(): LogPosition | undefined
  /** Whether a batch that changes nothing leaves the checkpoints where they are, for the caller to move later. */
  readonly defersUnchanged?: boolean | undefined
}

/**
 * Delivers a batch to a consumer and moves the consumer's checkpoints, in one transaction, or in one statement if the
 * consumer prepares what it writes; events before the checkpoints are left out. A batch that fails is repeated case by
 * case, and the case of an event that cannot be handled is parked in the same transaction.
 * @param at position up to which the claim's partitions have now been read
 * @returns the events whose cases were parked
 * @throws ClaimLost, or a transient error: nothing was changed, and the batch must be delivered again
 */
export const deliver = async (
  db: DataSource,
  consumer: Consumer,
  claimed: Claim,
  batch: readonly StoredEvent[],
  at: LogPosition,
  options: DeliverOptions = {},
): Promise<readonly UnhandledEvent[]> => {
  const to: Destination = { db, consumer, claimed, at, ...options }
  const due = dueEvents(claimed, batch)
  try {
    if (await inOneStatement(to, due)) return []
    return await inOneTransaction(to, due, async (events, tx) => {
      await consumer.apply(events, tx)
      return []
    })
  } catch (error) {
    if (error instanceof ClaimLost || isTransient(error)) throw error
    return inOneTransaction(to, due, (events, tx) => applyCaseByCase(consumer, events, tx))
  }
}

interface Destination extends DeliverOptions {
  readonly db: DataSource
  readonly consumer: Consumer
  readonly claimed: Claim
  readonly at: LogPosition
}

/**
 * Writes what the consumer prepared together with its checkpoints. While the claim holds and no case is parked, nobody
 * else writes what the consumer read for that. What it did not read, but presumed, is read if it does not hold.
 * @returns false if the batch needs a transaction
 */
const inOneStatement = async (
  { db, consumer, claimed, at, defersUnchanged }: Destination,
  batch: readonly StoredEvent[],
): Promise<boolean> => {
  if (claimed.hasParked !== false || consumer.prepare === undefined) return false
  const { apply, park } = sortBatch(batch, consumer.events, new Set())
  if (apply.length === 0 || park.length > 0) return false
  for (const mayPresume of [true, false]) {
    const effect = await consumer.prepare(apply, db.manager, mayPresume)
    if (effect === undefined) return false
    if (defersUnchanged && effect.writes.length === 0 && effect.presumes === undefined) return true
    const { isFounded } = await advance(db.manager, claimed, at, at, effect)
    if (!isFounded) continue
    markAdvanced(claimed, at)
    return true
  }
  return false
}

const inOneTransaction = async (
  { db, consumer, claimed, at, seen }: Destination,
  batch: readonly StoredEvent[],
  apply: (events: readonly StoredEvent[], tx: EntityManager) => Promise<readonly UnhandledEvent[]>,
): Promise<readonly UnhandledEvent[]> => {
  const { unhandled, hasParked } = await db.transaction(async (tx) => {
    const parked = batch.length > 0 ? await parkedAmong(tx, consumer.name, batch) : new Set<string>()
    const { apply: open, queue, park } = sortBatch(batch, consumer.events, parked)
    const failed = firstOfEachCase([...(open.length > 0 ? await apply(open, tx) : []), ...park])
    for (const { event, reason } of failed) await parkCase(tx, consumer.name, event, reason)
    const behind = [...queue, ...park.map(({ event }) => event), ...open].filter(
      (event) => parked.has(caseKeyOf(event)) || isBehind(event, failed),
    )
    if (behind.length > 0) await queueBehind(tx, consumer.name, behind)
    const restsOn = consumer.records ? furthest(at, seen?.()) : at
    const { hasParked } = await advance(tx, claimed, at, restsOn)
    if (consumer.records) await keepMarks(tx, claimed)
    return { unhandled: failed, hasParked }
  })
  claimed.hasParked = hasParked
  markAdvanced(claimed, at)
  return unhandled
}

const furthest = (at: LogPosition, seen: LogPosition | undefined): LogPosition =>
  seen && comparePositions(seen.position, at.position) > 0 ? seen : at

// A later entry of a Map replaces an earlier one: of the reversed list the first event of each case remains.
const firstOfEachCase = (failed: readonly UnhandledEvent[]): readonly UnhandledEvent[] => [
  ...new Map(failed.toReversed().map((one) => [caseKeyOf(one.event), one])).values(),
]

const isBehind = (event: StoredEvent, failed: readonly UnhandledEvent[]): boolean =>
  failed.some((one) => caseKeyOf(one.event) === caseKeyOf(event) && comparePositions(one.event.position, event.position) < 0)

const applyCaseByCase = async (
  consumer: Consumer,
  events: readonly StoredEvent[],
  tx: EntityManager,
): Promise<readonly UnhandledEvent[]> => {
  const unhandled: UnhandledEvent[] = []
  for (const own of byCase(events).values()) {
    if ((await tryApply(consumer, own, tx)) === undefined) continue
    const failed = await firstUnhandled(consumer, own, tx)
    if (failed) unhandled.push(failed)
  }
  return unhandled
}

const firstUnhandled = async (consumer: Consumer, own: readonly StoredEvent[], tx: EntityManager): Promise<UnhandledEvent | undefined> => {
  for (const event of own) {
    const reason = await tryApply(consumer, [event], tx)
    if (reason) return { event, reason }
  }
  return undefined
}

/** Applies events within a savepoint. @returns the error, unless it is transient: a transient error is thrown */
const tryApply = async (consumer: Consumer, events: readonly StoredEvent[], tx: EntityManager): Promise<Error | undefined> => {
  try {
    await tx.transaction((inner) => consumer.apply(events, inner))
    return undefined
  } catch (error) {
    if (isTransient(error)) throw error
    return error instanceof Error ? error : new Error(String(error))
  }
}
