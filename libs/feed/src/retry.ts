import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { sorted } from './batch.ts'
import type { Consumer } from './consumer.ts'
import { reasonOf } from './parked.ts'

/** What came of a retry: `left` events still wait, because of `reason`. */
export interface Retried {
  readonly handled: number
  readonly left: number
  readonly reason?: string | undefined
}

/**
 * Tries the waiting events of a parked case again, in order, read anew from the store; stops at the first that still cannot be
 * handled. Needs no claim: while a case is parked, its consumer leaves it alone.
 * @returns nothing when that case is not parked for this consumer
 */
export const retryParked = (db: DataSource, store: EventStore, consumer: Consumer, caseKey: string): Promise<Retried | undefined> =>
  db.transaction((tx) => retry(tx, store, consumer, caseKey))

/** The same, in a transaction of the caller's. */
export const retry = async (tx: EntityManager, store: EventStore, consumer: Consumer, caseKey: string): Promise<Retried | undefined> => {
  const waiting = await lockWaiting(tx, consumer.name, caseKey)
  if (!waiting) return undefined
  const recorded = new Map((await readAgain(store, caseKey)).map((event) => [event.position, event]))
  let handled = 0
  for (const { position } of waiting) {
    const reason = await tried(consumer, recorded.get(position), position, tx)
    if (reason !== undefined) {
      await tx.query('update feed_parked_case set attempts = attempts + 1, reason = $3 where consumer = $1 and case_key = $2', [
        consumer.name,
        caseKey,
        reason,
      ])
      return { handled, left: waiting.length - handled, reason }
    }
    await tx.query('delete from feed_parked_event where consumer = $1 and case_key = $2 and position = $3', [
      consumer.name,
      caseKey,
      position,
    ])
    handled++
  }
  await tx.query('delete from feed_parked_case where consumer = $1 and case_key = $2', [consumer.name, caseKey])
  return { handled, left: 0 }
}

/** The positions that wait in a parked case, first to last, which nobody else moves now; nothing when it is not parked. */
export const lockWaiting = async (
  tx: EntityManager,
  consumer: string,
  caseKey: string,
): Promise<readonly { readonly position: string }[] | undefined> => {
  const [parked] = await tx.query('select from feed_parked_case where consumer = $1 and case_key = $2 for update', [consumer, caseKey])
  return (
    parked &&
    (await tx.query('select position from feed_parked_event where consumer = $1 and case_key = $2 order by position', [consumer, caseKey]))
  )
}

const readAgain = (store: EventStore, caseKey: string): Promise<StoredEvent[]> =>
  caseKey.includes('.') ? store.readStream(caseKey) : store.readCase(caseKey)

const tried = async (
  consumer: Consumer,
  event: StoredEvent | undefined,
  position: string,
  tx: EntityManager,
): Promise<string | undefined> => {
  if (!event) return `the store no longer shows the event at position ${position} to this service: check its grants`
  const { apply, park } = sorted([event], consumer.events, new Set())
  if (park[0]) return reasonOf(park[0].reason)
  try {
    await tx.transaction((inner) => consumer.apply(apply, inner))
    return undefined
  } catch (error) {
    return reasonOf(error instanceof Error ? error : new Error(String(error)))
  }
}
