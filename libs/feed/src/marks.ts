import type { EntityManager } from 'typeorm'
import type { Claim } from './claim.ts'

/** How often an earlier state of a checkpoint is kept, and how many of them. */
const MARK_MS = 10_000
const MAX_MARKS = 500

/**
 * Keeps the current checkpoints of claims, each from time to time: a log that goes back is not older than some of them,
 * and the consumer continues there. Call it after the checkpoints have moved, after `advance` in its transaction.
 */
export const keepMarks = async (tx: EntityManager, ...claims: readonly Claim[]): Promise<void> => {
  const now = performance.now()
  const due = claims.filter(({ markedAt = -Infinity }) => now - markedAt >= MARK_MS)
  if (due.length === 0) return
  for (const claimed of due) claimed.markedAt = now
  const checkpoints = due.flatMap(({ consumer, held }) => held.map(({ partition }) => ({ consumer, partition })))
  const keys = [checkpoints.map(({ consumer }) => consumer), checkpoints.map(({ partition }) => partition)]
  await tx.query(
    `insert into feed_mark (consumer, partition, log_position, log_hash, position)
      select consumer, partition, log_position, log_hash, position
      from feed_checkpoint join unnest($1::text[], $2::int[]) p (consumer, partition) using (consumer, partition)
      where log_hash is not null on conflict do nothing`,
    keys,
  )
  await tx.query(
    `delete from feed_mark m using unnest($1::text[], $2::int[]) p (consumer, partition)
      where m.consumer = p.consumer and m.partition = p.partition and m.log_position <= (
        select k.log_position from feed_mark k where k.consumer = p.consumer and k.partition = p.partition
        order by k.log_position desc offset ${MAX_MARKS} limit 1)`,
    keys,
  )
}
