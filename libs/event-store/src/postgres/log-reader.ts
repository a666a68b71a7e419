import type pg from 'pg'
import type { EventStore, LogPosition } from '../event-store.ts'
import type { LogContinuity } from '../log-continuity.ts'
import type { EventRow } from '../stored-event.ts'
import { asStoreFailure, isMissingSeenEvent } from './failures.ts'

/** A statement with the condition that the log is still the one that this process has seen. */
export type SelectOnLog = (onSeenLog: string) => string

/** Runs prepared statements on connections that read. @throws LogWentBack, StoreUnavailable, StoreDenied */
export interface LogReader {
  read<R extends pg.QueryResultRow>(name: string, select: SelectOnLog, values: readonly unknown[]): Promise<R[]>
  /** Reads events, and remembers the furthest as seen. */
  readEvents<R extends EventRow>(name: string, select: SelectOnLog, values: readonly unknown[]): Promise<R[]>
  hashesAt: EventStore['hashesAt']
  startOf: EventStore['startOf']
}

const MAX_BIGINT = 2n ** 63n - 1n

/** Runs statements that require the furthest seen event. @throws LogWentBack when the log lacks it */
export const onSeenLog = async <T>(continuity: LogContinuity, work: (seen: LogPosition | undefined) => Promise<T>): Promise<T> => {
  const { generation } = continuity
  try {
    const done = await work(continuity.seen())
    continuity.require(generation)
    return done
  } catch (error) {
    throw isMissingSeenEvent(error) ? continuity.wentBack(generation) : error
  }
}

export const logReader = (pool: pg.Pool, continuity: LogContinuity): LogReader => {
  const read: LogReader['read'] = <R extends pg.QueryResultRow>(name: string, select: SelectOnLog, values: readonly unknown[]) => {
    const text = select(`(select events.require_event($${values.length + 1}::bigint, $${values.length + 2}::text))`)
    return onSeenLog(continuity, async (seen) => {
      try {
        return (await pool.query<R>({ name, text, values: [...values, seen?.position, seen?.hash] })).rows
      } catch (error) {
        throw asStoreFailure(error)
      }
    })
  }
  return {
    read,
    async readEvents<R extends EventRow>(name: string, select: SelectOnLog, values: readonly unknown[]) {
      const { generation } = continuity
      const rows = await read<R>(name, select, values)
      // A page of the log without an event is one row of nulls.
      for (const { position, eventHash: hash } of rows) if (position !== null) continuity.note({ position, hash }, generation)
      return rows
    },
    async hashesAt(positions) {
      const { generation } = continuity
      const possible = positions.filter((position) => BigInt(position) <= MAX_BIGINT)
      const rows = await read<{ position: string; event_hash: string }>(
        'hashes_at',
        (onSeenLog) => `select * from events.hashes_at($1::bigint[]) where ${onSeenLog}`,
        [possible],
      )
      for (const { position, event_hash: hash } of rows) continuity.note({ position, hash }, generation)
      return new Map(rows.map(({ position, event_hash: hash }) => [position, hash]))
    },
    async startOf(consumer, latest) {
      const [row] = await read<{ start: string }>('start_of', (onSeenLog) => `select events.start_of($1, $2) as start where ${onSeenLog}`, [
        consumer,
        latest,
      ])
      if (!row) throw new Error(`no start is recorded for ${consumer}: check the migrations of the event store`)
      return row.start
    },
  }
}
