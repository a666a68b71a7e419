import type { StoredEvent } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { caseKeyOf } from './consumer.ts'

/** A case that waits because one of its events could not be handled. */
export interface ParkedCase {
  readonly consumer: string
  /** The case id, or the stream name for an event without a case. */
  readonly caseKey: string
  /** RFC 3339. */
  readonly since: string
  readonly reason: string
  readonly attempts: number
  /** Type and position of the event that could not be handled. */
  readonly type: string
  readonly position: string
  /** Number of waiting events, that event included. */
  readonly waiting: number
}

/** Name and message of an error, truncated for a row and a log line. */
export const reasonOf = (error: Error): string => `${error.name}: ${error.message}`.slice(0, 500)

/** The keys of the parked cases in a batch. Locks them, so that a retry and this batch never both write a case. */
export const parkedAmong = async (tx: EntityManager, consumer: string, batch: readonly StoredEvent[]): Promise<ReadonlySet<string>> => {
  const rows: { case_key: string }[] = await tx.query(
    'select case_key from feed_parked_case where consumer = $1 and case_key = any ($2) order by case_key for update',
    [consumer, [...new Set(batch.map(caseKeyOf))]],
  )
  return new Set(rows.map((row) => row.case_key))
}

/** Parks the case of an event that could not be handled, with that event first in its queue. */
export const parkCase = async (tx: EntityManager, consumer: string, event: StoredEvent, reason: Error): Promise<void> => {
  await tx.query('insert into feed_parked_case (consumer, case_key, reason) values ($1, $2, $3)', [
    consumer,
    caseKeyOf(event),
    reasonOf(reason),
  ])
  await queueBehind(tx, consumer, [event])
}

/** Queues events behind their parked cases. */
export const queueBehind = async (tx: EntityManager, consumer: string, events: readonly StoredEvent[]): Promise<void> => {
  await tx.query(
    `insert into feed_parked_event (consumer, case_key, position, event_id, type, schema_version, recorded_at)
      select $1, * from unnest($2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::int[], $7::timestamptz[])`,
    [
      consumer,
      events.map(caseKeyOf),
      events.map((event) => event.position),
      events.map((event) => event.id),
      events.map((event) => event.type),
      events.map((event) => event.schemaVersion),
      events.map((event) => event.recordedAt),
    ],
  )
}

/** The events that wait with parked cases. */
export interface ParkedEvents {
  readonly events: number
  /** When the oldest of them was recorded, in milliseconds since 1970; of one that a release before parked, when it was parked. */
  readonly oldest: number | undefined
}

/** The events that wait with the parked cases of a consumer. */
export const parkedEvents = async (db: DataSource, consumer: string): Promise<ParkedEvents> => {
  const [found] = await db.query(
    `select count(*)::int as events, (extract(epoch from min(coalesce(e.recorded_at, c.since))) * 1000)::float8 as oldest
      from feed_parked_event e join feed_parked_case c using (consumer, case_key) where consumer = $1`,
    [consumer],
  )
  const { events, oldest } = found as { events: number; oldest: number | null }
  return { events, oldest: oldest ?? undefined }
}

/** The parked cases of one consumer, or of all, oldest first. */
export const parkedCases = (db: DataSource | EntityManager, consumer?: string): Promise<ParkedCase[]> =>
  db.query(
    `select c.consumer, c.case_key as "caseKey", to_char(c.since at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since,
        c.reason, c.attempts, e.type, e.position, w.waiting
      from feed_parked_case c
      cross join lateral (select count(*)::int as waiting from feed_parked_event e where (e.consumer, e.case_key) = (c.consumer, c.case_key)) w
      cross join lateral (
        select e.type, e.position from feed_parked_event e where (e.consumer, e.case_key) = (c.consumer, c.case_key) order by e.position limit 1) e
      where $1::text is null or c.consumer = $1
      order by c.since, e.position, c.consumer`,
    [consumer ?? null],
  )
