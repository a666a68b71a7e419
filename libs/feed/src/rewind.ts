import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, LogPosition } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { missingIn } from './log-positions.ts'
import { partitionOf } from './partition.ts'

/** The result of a rewind: from where the consumer continues; the lowest of its partitions. */
export interface Rewound {
  readonly position: string
}

interface Mark extends LogPosition {
  readonly partition: number
  /** The position of the checkpoint when the log ended there. */
  readonly checkpoint: string
}

/**
 * Brings a consumer back to a log that went back: to the last checkpoint that rested on events that the log still has,
 * otherwise to its start. It handles the events from there on again, so its effects must be idempotent: the ids of
 * commands are derived from the events that cause them. Cases that it parked after that are no longer parked; the
 * replica that runs it claims again.
 * @param start where it starts without a checkpoint
 */
export const rewind = (db: DataSource, store: Pick<EventStore, 'hashesAt'>, consumer: string, start: string): Promise<Rewound> =>
  db.transaction(async (tx) => {
    const rows: { partition: number }[] = await tx.query(
      'select partition from feed_checkpoint where consumer = $1 order by partition for update',
      [consumer],
    )
    const marks = await marksOf(tx, consumer)
    const missing = await missingIn(store, marks)
    const startHash = (await store.hashesAt([start])).get(start)
    const initial = { position: startHash === undefined ? '0' : start, hash: startHash }
    const kept = rows.map(({ partition }): Mark => {
      const last = marks.find((mark) => mark.partition === partition && !missing.has(mark))
      return last ?? { ...initial, partition, checkpoint: initial.position }
    })
    for (const { partition, position, hash, checkpoint } of kept) {
      await tx.query(
        `update feed_checkpoint set position = $3, log_position = $4, log_hash = $5, epoch = epoch + 1, moved_at = now()
          where consumer = $1 and partition = $2`,
        [consumer, partition, checkpoint, position, hash ?? null],
      )
      await tx.query('delete from feed_mark where consumer = $1 and partition = $2 and log_position > $3', [consumer, partition, position])
    }
    const lowest = kept.map(({ checkpoint }) => checkpoint).toSorted(comparePositions)[0] ?? '0'
    await dropParkedAfter(tx, consumer, new Map(kept.map(({ partition, checkpoint }) => [partition, checkpoint])))
    await tx.query('delete from feed_lease where consumer = $1', [consumer])
    return { position: lowest }
  })

/**
 * The furthest position that a service's consumers ever rested on and that the log still has: what is after it may be
 * of another history. `0` if there is none.
 */
export const lastCommonPosition = async (db: DataSource, store: Pick<EventStore, 'hashesAt'>): Promise<string> => {
  const known: LogPosition[] = await db.query(
    `select distinct log_position::text as position, log_hash as hash from (
        select log_position, log_hash from feed_mark union select log_position, log_hash from feed_checkpoint) all_marks
      where log_hash is not null`,
  )
  const missing = await missingIn(store, known)
  const common = known.filter((one) => !missing.has(one)).map(({ position }) => position)
  return common.toSorted(comparePositions).at(-1) ?? '0'
}

const marksOf = async (tx: EntityManager, consumer: string): Promise<readonly Mark[]> =>
  tx.query(
    `select partition, log_position as position, log_hash as hash, position as checkpoint from feed_mark
      where consumer = $1 order by partition, log_position desc`,
    [consumer],
  )

/** Events that are delivered again are no longer parked; what a case has parked before that stays. */
const dropParkedAfter = async (tx: EntityManager, consumer: string, checkpoints: ReadonlyMap<number, string>): Promise<void> => {
  const parked: { caseKey: string; position: string }[] = await tx.query(
    'select case_key as "caseKey", position from feed_parked_event where consumer = $1',
    [consumer],
  )
  const dropped = parked.filter(({ caseKey, position }) => comparePositions(position, checkpoints.get(partitionOf(caseKey)) ?? '0') > 0)
  await tx.query(
    `delete from feed_parked_event e using unnest($2::text[], $3::bigint[]) d (case_key, position)
      where e.consumer = $1 and e.case_key = d.case_key and e.position = d.position`,
    [consumer, dropped.map(({ caseKey }) => caseKey), dropped.map(({ position }) => position)],
  )
  await tx.query(
    `delete from feed_parked_case c where c.consumer = $1 and not exists (
      select from feed_parked_event e where (e.consumer, e.case_key) = (c.consumer, c.case_key))`,
    [consumer],
  )
}
