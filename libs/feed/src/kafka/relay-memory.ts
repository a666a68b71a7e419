import type { DataSource, EntityManager } from 'typeorm'
import { type Claim, ClaimLost } from '../claim.ts'
import { EVERY_PARTITION } from '../partition.ts'
import { type Previous, slot } from './rounds.ts'

/** An event that no message could carry to a topic: its readers take it from the store. */
export interface Oversized {
  readonly topic: string
  readonly position: string
  readonly eventId: string
  readonly type: string
  readonly bytes: number
}

/** A topic that the relay goes on without, until it takes messages again. */
export interface SetAside {
  readonly topic: string
  readonly reason: string
  /** RFC 3339. */
  readonly since: string
}

// Enough to show what is wrong with a topic, and never a table that grows with the log.
const OVERSIZED_KEPT = 1_000

/** Forgets all topics but some: should the relay come back to one of the others, that one lacks what came meanwhile. */
export const forgetOthers = async (db: DataSource, topics: readonly string[]): Promise<void> => {
  for (const table of ['feed_relayed', 'feed_topic_set_aside', 'feed_oversized'])
    await db.query(`delete from ${table} where topic <> all ($1)`, [topics])
}

/**
 * What each partition of some topics should hold.
 * @param position of the relay's checkpoint: a topic that it does not remember lacks everything up to there
 */
export const previousOf = async (db: DataSource, topics: readonly string[], position: string): Promise<Map<string, string>> => {
  const rows: { topic: string; partition: number; position: string }[] = await db.query(
    'select topic, partition, position from feed_relayed',
  )
  const unknown = topics.flatMap((topic) => EVERY_PARTITION.map((partition): [string, string] => [slot(topic, partition), position]))
  return new Map([...unknown, ...rows.map((row): [string, string] => [slot(row.topic, row.partition), row.position])])
}

/** @throws ClaimLost when another relay has taken over: what this one knows is no longer so */
export const rememberRelayed = async (tx: EntityManager, claimed: Claim, moved: Previous): Promise<void> => {
  const [{ partition, epoch } = { partition: 0, epoch: '' }] = claimed.held
  const [stands] = await tx.query('select from feed_checkpoint where consumer = $1 and partition = $2 and epoch = $3 for share', [
    claimed.consumer,
    partition,
    epoch,
  ])
  if (!stands) throw new ClaimLost(claimed)
  const slots = [...moved.keys()].map((at) => at.split(' '))
  await tx.query(
    `insert into feed_relayed (topic, partition, position) select * from unnest($1::text[], $2::int[], $3::bigint[])
      on conflict (topic, partition) do update set position = excluded.position`,
    [slots.map(([topic]) => topic), slots.map(([, partition]) => partition), [...moved.values()]],
  )
}

export const rememberOversized = async (tx: EntityManager, oversized: readonly Oversized[]): Promise<void> => {
  for (const { topic, position, eventId, type, bytes } of oversized)
    await tx.query(
      `insert into feed_oversized (topic, position, event_id, type, bytes) select $1, $2, $3, $4, $5
        where (select count(*) from feed_oversized where topic = $1) < ${OVERSIZED_KEPT} on conflict do nothing`,
      [topic, position, eventId, type, bytes],
    )
}

export const oversizedOf = (db: DataSource | EntityManager): Promise<Oversized[]> =>
  db.query('select topic, position, event_id as "eventId", type, bytes from feed_oversized order by position, topic')

export const rememberSetAside = async (tx: EntityManager, topic: string, reason: string): Promise<void> => {
  await tx.query(
    'insert into feed_topic_set_aside (topic, reason) values ($1, $2) on conflict (topic) do update set reason = excluded.reason',
    [topic, reason.slice(0, 1_000)],
  )
}

export const takeBack = async (db: DataSource, topic: string): Promise<void> => {
  await db.query('delete from feed_topic_set_aside where topic = $1', [topic])
}

export const setAsideOf = (db: DataSource | EntityManager): Promise<SetAside[]> =>
  db.query(
    `select topic, reason, to_char(since at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since from feed_topic_set_aside order by topic`,
  )
