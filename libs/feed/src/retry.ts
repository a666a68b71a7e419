import { type EventStore, isReadable, type StoredEvent } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { sortBatch } from './batch.ts'
import type { Consumer } from './consumer.ts'
import { reasonOf } from './parked.ts'

/** The result of a retry: `remaining` events still wait, because of `reason`. */
export interface RetryResult {
  readonly handled: number
  readonly remaining: number
  readonly reason?: string | undefined
}

/**
 * Retries the waiting events of a parked case, in order, read again from the store; stops at the first that still
 * cannot be handled. Needs no claim: while a case is parked, its consumer does not touch it.
 * @returns undefined if that case is not parked for this consumer
 */
export const retryParked = (db: DataSource, store: EventStore, consumer: Consumer, caseKey: string): Promise<RetryResult | undefined> =>
  db.transaction((tx) => retry(tx, store, consumer, caseKey))

/** The same, in a given transaction. */
export const retry = async (
  tx: EntityManager,
  store: EventStore,
  consumer: Consumer,
  caseKey: string,
): Promise<RetryResult | undefined> => {
  const waiting = await lockWaiting(tx, consumer.name, caseKey)
  if (!waiting) return undefined
  const recorded = new Map((await readAgain(store, caseKey)).map((event) => [event.position, event]))
  let handled = 0
  for (const { position, eventId } of waiting) {
    const event = recorded.get(position)
    const reason = await tryApply(consumer, event?.id === eventId ? event : undefined, position, tx)
    if (reason !== undefined) {
      await tx.query('update feed_parked_case set attempts = attempts + 1, reason = $3 where consumer = $1 and case_key = $2', [
        consumer.name,
        caseKey,
        reason,
      ])
      return { handled, remaining: waiting.length - handled, reason }
    }
    await tx.query('delete from feed_parked_event where consumer = $1 and case_key = $2 and position = $3', [
      consumer.name,
      caseKey,
      position,
    ])
    handled++
  }
  await tx.query('delete from feed_parked_case where consumer = $1 and case_key = $2', [consumer.name, caseKey])
  return { handled, remaining: 0 }
}

/**
 * The positions that wait in a parked case, first to last, locked against other changes; undefined if it is not parked.
 */
export const lockWaiting = async (
  tx: EntityManager,
  consumer: string,
  caseKey: string,
): Promise<readonly { readonly position: string; readonly eventId: string }[] | undefined> => {
  const [parked] = await tx.query('select from feed_parked_case where consumer = $1 and case_key = $2 for update', [consumer, caseKey])
  return (
    parked &&
    (await tx.query(
      'select position, event_id as "eventId" from feed_parked_event where consumer = $1 and case_key = $2 order by position',
      [consumer, caseKey],
    ))
  )
}

// A case key with a dot is a stream name, since a case id is a UUID.
const readAgain = (store: EventStore, caseKey: string): Promise<StoredEvent[]> =>
  caseKey.includes('.') ? store.readStream(caseKey) : store.readCase(caseKey)

/** Applies one event. @returns why it still cannot be handled; a transient error counts too: the caller may retry */
const tryApply = async (
  consumer: Consumer,
  event: StoredEvent | undefined,
  position: string,
  tx: EntityManager,
): Promise<string | undefined> => {
  if (!event)
    return `the event at position ${position} is no longer visible to this service: check its grants, and whether the event store was restored`
  // It was parked by a release that read it: a reader passes over it now.
  if (!isReadable(event)) return undefined
  const { apply, park } = sortBatch([event], consumer.events, new Set())
  if (park[0]) return reasonOf(park[0].reason)
  try {
    await tx.transaction((inner) => consumer.apply(apply, inner))
    return undefined
  } catch (error) {
    return reasonOf(error instanceof Error ? error : new Error(String(error)))
  }
}
