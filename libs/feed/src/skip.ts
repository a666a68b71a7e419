import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import type { Consumer } from './consumer.ts'
import { lockWaiting, retry, type RetryResult } from './retry.ts'

/** An operator's decision that a consumer skips an event. */
export interface Skip {
  readonly caseKey: string
  /**
   * Position of the event that cannot be handled, as the list of parked cases shows it: an event that the user has
   * not seen there is never skipped.
   */
  readonly position: string
  /** The reason as a code; recorded with the user and the error of the consumer. */
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

/**
 * Another event is now the first that waits: meanwhile the case was retried, or another user skipped the event.
 */
export class NotFirstInQueue extends Error {
  override readonly name = 'NotFirstInQueue'
  constructor(
    readonly caseKey: string,
    readonly first: string,
  ) {
    super(`the first event that waits in ${caseKey} is at position ${first}: list the parked cases again`)
  }
}

/**
 * Skips the event at which a parked case waits, for this consumer only, records the decision, and delivers the events
 * behind it to the consumer, in order. The event itself stays in the store, and a rebuild of the view processes it
 * again.
 * @returns undefined if that case is not parked for this consumer
 * @throws NotFirstInQueue
 */
export const skipParked = (db: DataSource, store: EventStore, consumer: Consumer, skip: Skip): Promise<RetryResult | undefined> =>
  db.transaction(async (tx) => {
    const waiting = await lockWaiting(tx, consumer.name, skip.caseKey)
    if (!waiting) return undefined
    const first = waiting[0]?.position
    if (first !== skip.position) throw new NotFirstInQueue(skip.caseKey, first ?? 'none')
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

/** The events that operators have skipped, newest first; at most 1,000. */
export const skippedEvents = (db: DataSource): Promise<SkippedEvent[]> =>
  db.query(
    `select consumer, case_key as "caseKey", position, event_id as "eventId", type, failed_because as "failedBecause", skipped_by as "skippedBy",
        reason_code as "reasonCode", to_char(skipped_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "skippedAt"
      from feed_skipped_event order by skipped_at desc, position desc limit 1000`,
  )
