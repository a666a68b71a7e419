import { comparePositions } from '@case-timeline/contracts'
import type { DataSource, EntityManager } from 'typeorm'
import { setTimeout as pause } from 'node:timers/promises'

/** How far a consumer has come in the whole log, or in one partition; `0` before its first event, and when it was never started. */
export const positionOf = async (db: DataSource | EntityManager, consumer: string, partition?: number): Promise<string> => {
  const [row] = await db.query(
    'select coalesce(min(position), 0)::text as position from feed_checkpoint where consumer = $1 and ($2::int is null or partition = $2)',
    [consumer, partition ?? null],
  )
  return (row as { position: string }).position
}

/** How far a consumer has come in each partition, by its number. */
export const positionsOf = async (db: DataSource | EntityManager, consumer: string): Promise<ReadonlyMap<number, string>> => {
  const rows: { partition: number; position: string }[] = await db.query(
    'select partition, position from feed_checkpoint where consumer = $1 order by partition',
    [consumer],
  )
  return new Map(rows.map(({ partition, position }) => [partition, position]))
}

/**
 * Waits until a consumer has come to a position, so that a caller reads what it wrote. Asks the database, since another replica
 * may be the one that moves on.
 * @param partition the only one that is asked about; all when absent
 * @returns whether it came there in time
 */
export const waitFor = async (
  db: DataSource,
  consumer: string,
  position: string,
  timeoutMs: number,
  partition?: number,
): Promise<boolean> => {
  const end = performance.now() + timeoutMs
  for (let wait = 5; ; wait = Math.min(wait * 2, 100)) {
    if (comparePositions(await positionOf(db, consumer, partition), position) >= 0) return true
    const left = end - performance.now()
    if (left <= 0) return false
    await pause(Math.min(wait, left))
  }
}
