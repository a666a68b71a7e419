import { comparePositions } from '@case-timeline/contracts'
import type { DataSource, EntityManager } from 'typeorm'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * The checkpoint of a consumer in one partition, or its lowest checkpoint: the position up to which it has processed
 * every partition. `0` if it has processed nothing, or was never started.
 */
export const positionOf = async (db: DataSource | EntityManager, consumer: string, partition?: number): Promise<string> => {
  const [row] = await db.query(
    'select coalesce(min(position), 0)::text as position from feed_checkpoint where consumer = $1 and ($2::int is null or partition = $2)',
    [consumer, partition ?? null],
  )
  return (row as { position: string }).position
}

/** The checkpoint of a consumer in each partition, by partition number. */
export const positionsOf = async (db: DataSource | EntityManager, consumer: string): Promise<ReadonlyMap<number, string>> => {
  const rows: { partition: number; position: string }[] = await db.query(
    'select partition, position from feed_checkpoint where consumer = $1 order by partition',
    [consumer],
  )
  return new Map(rows.map(({ partition, position }) => [partition, position]))
}

/**
 * Waits until a consumer has reached a position, so that the caller can read what the consumer wrote. Polls the
 * database, since another replica may move the checkpoint.
 * @param partition the only partition to wait for; all if absent
 * @returns whether the position was reached in time
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
