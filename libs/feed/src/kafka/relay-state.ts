import type { DataSource, EntityManager } from 'typeorm'
import { type Claim, ClaimLost } from '../claim.ts'
import { EVERY_PARTITION } from '../partition.ts'
import { type Previous, slot } from './rounds.ts'

/** An event that was too large for a topic: the readers of the topic read it from the store. */
export interface Oversized {
  readonly topic: string
  readonly position: string
  readonly eventId: string
  readonly type: string
  readonly bytes: number
}

/** A topic that the relay leaves out until it accepts messages again. */
export interface SuspendedTopic {
  readonly topic: string
  readonly reason: string
  /** RFC 3339. */
  readonly since: string
}

// Enough to show the problem of a topic, and bounded, so that the table does not grow with the log.
const MAX_OVERSIZED = 1_000

/**
 * Deletes the state of all topics except some. If the relay writes to a deleted topic again later, the readers of that
 * topic read from the store what they lack.
 */
export const forgetOtherTopics = async (db: DataSource, topics: readonly string[]): Promise<void> => {
  for (const table of ['feed_relayed', 'feed_suspended_topic', 'feed_oversized'])
    await db.query(`delete from ${table} where topic <> all ($1)`, [topics])
}

/** After the relay was rewound: what it sent after a position is sent again, or belongs to no event of the log. */
export const rewindRelayed = async (db: DataSource, position: string): Promise<void> => {
  await db.query('update feed_relayed set position = $1 where position > $1', [position])
  await db.query('delete from feed_oversized where position > $1', [position])
}

/**
 * The last position that each partition of some topics should contain, by `slot`.
 * @param position of the relay's checkpoint: a topic without recorded positions lacks everything up to there
 */
export const previousPositionsOf = async (db: DataSource, topics: readonly string[], position: string): Promise<Map<string, string>> => {
  const rows: { topic: string; partition: number; position: string }[] = await db.query(
    'select topic, partition, position from feed_relayed',
  )
  const unknown = topics.flatMap((topic) => EVERY_PARTITION.map((partition): [string, string] => [slot(topic, partition), position]))
  return new Map([...unknown, ...rows.map((row): [string, string] => [slot(row.topic, row.partition), row.position])])
}

/**
 * Records the last position of each partition that a round has moved.
 * @throws ClaimLost when another relay has taken over: the state of this one is outdated
 */
export const recordRelayed = async (tx: EntityManager, claimed: Claim, moved: Previous): Promise<void> => {
  const [{ partition, epoch } = { partition: 0, epoch: '' }] = claimed.held
  const [isCurrent] = await tx.query('select from feed_checkpoint where consumer = $1 and partition = $2 and epoch = $3 for share', [
    claimed.consumer,
    partition,
    epoch,
  ])
  if (!isCurrent) throw new ClaimLost(claimed)
  const slots = [...moved.keys()].map((at) => at.split(' '))
  await tx.query(
    `insert into feed_relayed (topic, partition, position) select * from unnest($1::text[], $2::int[], $3::bigint[])
      on conflict (topic, partition) do update set position = excluded.position`,
    [slots.map(([topic]) => topic), slots.map(([, partition]) => partition), [...moved.values()]],
  )
}

export const recordOversized = async (tx: EntityManager, oversized: readonly Oversized[]): Promise<void> => {
  for (const { topic, position, eventId, type, bytes } of oversized)
    await tx.query(
      `insert into feed_oversized (topic, position, event_id, type, bytes) select $1, $2, $3, $4, $5
        where (select count(*) from feed_oversized where topic = $1) < ${MAX_OVERSIZED} on conflict do nothing`,
      [topic, position, eventId, type, bytes],
    )
}

export const oversizedOf = (db: DataSource | EntityManager): Promise<Oversized[]> =>
  db.query('select topic, position, event_id as "eventId", type, bytes from feed_oversized order by position, topic')

export const recordSuspendedTopic = async (tx: EntityManager, topic: string, reason: string): Promise<void> => {
  await tx.query(
    'insert into feed_suspended_topic (topic, reason) values ($1, $2) on conflict (topic) do update set reason = excluded.reason',
    [topic, reason.slice(0, 1_000)],
  )
}

export const removeSuspendedTopic = async (db: DataSource, topic: string): Promise<void> => {
  await db.query('delete from feed_suspended_topic where topic = $1', [topic])
}

export const suspendedTopicsOf = (db: DataSource | EntityManager): Promise<SuspendedTopic[]> =>
  db.query(
    `select topic, reason, to_char(since at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since from feed_suspended_topic order by topic`,
  )
