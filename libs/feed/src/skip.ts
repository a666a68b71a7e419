import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import type { Consumer } from './consumer.ts'
import { lockWaiting, retry, type Retried } from './retry.ts'

/** An operator's decision that a consumer goes on without an event. */
export interface Skip {
  readonly caseKey: string
  /** Of the event that cannot be handled, as the list of parked cases shows it: what he has not seen is not skipped. */
  readonly position: string
  /** Why, as a code; kept with who decided and what the consumer had said. */
  readonly reasonCode: string
  readonly skippedBy: string
}

export interface SkippedEvent extends Skip {
  readonly consumer: string
  readonly eventId: string
  readonly type: string
  readonly failedBecause: string
  /** RFC 3339. */
  readonly skippedAt: string
}

/** Another event is the first that waits: the case was retried, or another skipped it, meanwhile. */
export class NotTheFirst extends Error {
  override readonly name = 'NotTheFirst'
  constructor(
    readonly caseKey: string,
    readonly first: string,
  ) {
    super(`the first event that waits in ${caseKey} is at position ${first}: look at the list again`)
  }
}

/**
 * Leaves out the event at which a parked case stands, for this consumer only, keeps a record of it, and hands the events behind it to the
 * consumer, in order. The event itself stays in the store, and a view's rebuild meets it again.
 * @returns nothing when that case is not parked for this consumer
 * @throws NotTheFirst
 */
export const skipParked = (db: DataSource, store: EventStore, consumer: Consumer, skip: Skip): Promise<Retried | undefined> =>
  db.transaction(async (tx) => {
    const waiting = await lockWaiting(tx, consumer.name, skip.caseKey)
    if (!waiting) return undefined
    const first = waiting[0]?.position
    if (first !== skip.position) throw new NotTheFirst(skip.caseKey, first ?? 'none')
    await tx.query(
      `with skipped as (
          delete from feed_parked_event where consumer = $1 and case_key = $2 and position = $3 returning *)
        insert into feed_skipped_event (consumer, case_key, position, event_id, type, failed_because, skipped_by, reason_code)
        select s.consumer, s.case_key, s.position, s.event_id, s.type, c.reason, $4, $5
        from skipped s join feed_parked_case c on (c.consumer, c.case_key) = (s.consumer, s.case_key)`,
      [consumer.name, skip.caseKey, skip.position, skip.skippedBy, skip.reasonCode],
    )
    return retry(tx, store, consumer, skip.caseKey)
  })

/** What operators have left out, newest first; at most 1,000. */
export const skippedEvents = (db: DataSource): Promise<SkippedEvent[]> =>
  db.query(
    `select consumer, case_key as "caseKey", position, event_id as "eventId", type, failed_because as "failedBecause", skipped_by as "skippedBy",
        reason_code as "reasonCode", to_char(skipped_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "skippedAt"
      from feed_skipped_event order by skipped_at desc, position desc limit 1000`,
  )
