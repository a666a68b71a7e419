import type { EntityManager } from 'typeorm'
import type { Claim } from './claim.ts'

/** How often an earlier state of a checkpoint is kept, and how many of them. */
const MARK_MS = 10_000
const MAX_MARKS = 500

/**
 * Keeps the current checkpoints of a claim, from time to time: a log that goes back is not older than some of them, and
 * the consumer continues there. Call it after the checkpoints have moved, after `advance` in its transaction.
 */
export const keepMark = async (tx: EntityManager, claimed: Claim): Promise<void> => {
  const now = performance.now()
  if (now - (claimed.markedAt ?? -Infinity) < MARK_MS) return
  claimed.markedAt = now
  const partitions = claimed.held.map(({ partition }) => partition)
  await tx.query(
    `insert into feed_mark (consumer, partition, log_position, log_hash, position)
      select consumer, partition, log_position, log_hash, position from feed_checkpoint
      where consumer = $1 and partition = any ($2) and log_hash is not null on conflict do nothing`,
    [claimed.consumer, partitions],
  )
  await tx.query(
    `delete from feed_mark m using unnest($2::int[]) p (partition)
      where m.consumer = $1 and m.partition = p.partition and m.log_position <= (
        select k.log_position from feed_mark k where k.consumer = $1 and k.partition = p.partition order by k.log_position desc offset ${MAX_MARKS} limit 1)`,
    [claimed.consumer, partitions],
  )
}
