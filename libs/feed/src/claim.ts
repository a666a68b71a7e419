import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, LogPosition, StoredEvent } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { caseKeyOf, type Consumer } from './consumer.ts'
import { missingIn } from './log-positions.ts'
import { EVERY_PARTITION, partitionOf } from './partition.ts'

/** Another replica has taken over the consumer: the current work is rolled back. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'
  constructor({ consumer, held }: Claim) {
    super(`${consumer}: another replica took over after epoch ${held[0]?.epoch ?? '-'}`)
  }
}

/** A claimed partition and the consumer's checkpoint in it. */
export interface ClaimedPartition {
  readonly partition: number
  readonly epoch: string
  position: string
  /** The event of the log on which its effects rest: that at its position, or a later one. */
  log: LogPosition
}

/** The right to move the checkpoints of some partitions of one consumer. */
export interface Claim {
  readonly consumer: string
  readonly held: readonly ClaimedPartition[]
  /**
   * Whether the consumer may have parked cases; false: it has none, and none will be parked but by the claim itself.
   * Undefined: not known yet.
   */
  hasParked?: boolean | undefined
  /** When its checkpoints were last kept as marks, on the clock of the process. */
  markedAt?: number
  /** When an effect moved its checkpoints last, on the clock of the process. */
  movedAt?: number
}

/**
 * Gives a consumer its first checkpoints: `0`, or the position at which it started, which is kept with the events. Existing
 * checkpoints are kept.
 */
export const register = async (
  db: EntityManager,
  { name, from }: Pick<Consumer, 'name' | 'from'>,
  store: Pick<EventStore, 'startOf' | 'hashesAt'>,
  partitions: readonly number[] = EVERY_PARTITION,
): Promise<void> => {
  const registered: { position: string; hash: string | null }[] = await db.query(
    `select position, case when log_position = position then log_hash end as hash from feed_checkpoint
      where consumer = $1 and partition = any ($2) order by position`,
    [name, partitions],
  )
  if (registered.length === partitions.length && from !== 'head') return
  // A start that is not recorded is not after what was handled; checkpoints that a log went back behind do not show that.
  const isOnLog =
    (
      await missingIn(
        store,
        registered.map(({ position, hash }) => ({ position, hash: hash ?? undefined })),
      )
    ).size === 0
  const start = from === 'head' && isOnLog ? await store.startOf(name, registered[0]?.position) : '0'
  if (registered.length === partitions.length) return
  await db.query(
    `insert into feed_checkpoint (consumer, partition, position, log_position, log_hash)
      select $1, partition, $3, $3, $4 from unnest($2::int[]) partition on conflict do nothing`,
    [name, partitions, start, (await store.hashesAt([start])).get(start)],
  )
}

/**
 * Raises the epochs of some checkpoints. Rows are always locked in partition order, so that concurrent updates of
 * several rows cannot deadlock.
 */
const raiseEpochs = async (db: EntityManager, consumer: string, partitions: readonly number[]): Promise<readonly ClaimedPartition[]> => {
  const [rows] = await db.query(
    `with mine as (
        select partition from feed_checkpoint where consumer = $1 and partition = any ($2) order by partition for update)
      update feed_checkpoint c set epoch = c.epoch + 1 from mine where c.consumer = $1 and c.partition = mine.partition
      returning c.partition, c.epoch, c.position, c.log_position as "logPosition", c.log_hash as "logHash"`,
    [consumer, partitions],
  )
  type Row = Omit<ClaimedPartition, 'log'> & { logPosition: string | null; logHash: string | null }
  return (rows as Row[])
    .map(({ logPosition, logHash, ...row }) => ({
      ...row,
      log: { position: logPosition ?? row.position, hash: logHash ?? undefined },
    }))
    .toSorted((a, b) => a.partition - b.partition)
}

/**
 * Reads the checkpoints of a claim again, after a failure that may have come after the commit.
 * @throws ClaimLost when another replica has taken over
 */
export const refreshClaim = async (db: DataSource, claimed: Claim): Promise<void> => {
  const rows: { partition: number; epoch: string; position: string }[] = await db.query(
    'select partition, epoch, position from feed_checkpoint where consumer = $1',
    [claimed.consumer],
  )
  for (const held of claimed.held) {
    const row = rows.find(({ partition }) => partition === held.partition)
    if (row?.epoch !== held.epoch) throw new ClaimLost(claimed)
    held.position = row.position
  }
}

/**
 * Claims some partitions of a consumer, by default all, when no lease on the consumer is valid; the database's clock
 * alone judges. A lease that ends later than twice the duration from now was written before that clock was set back: it
 * is not valid either, and the epoch stops an owner that still works.
 * @param leaseMs in milliseconds
 * @returns undefined while another replica holds the lease
 */
export const claim = (
  db: DataSource,
  consumer: string,
  owner: string,
  leaseMs: number,
  partitions: readonly number[] = EVERY_PARTITION,
): Promise<Claim | undefined> =>
  db.transaction(async (tx) => {
    const [leased] = await tx.query(
      `insert into feed_lease (consumer, owner, lease_until) values ($1, $2, clock_timestamp() + $3 * interval '1 ms')
        on conflict (consumer) do update set owner = excluded.owner, lease_until = excluded.lease_until
        where feed_lease.lease_until < clock_timestamp() or feed_lease.lease_until > clock_timestamp() + 2 * $3 * interval '1 ms'
          or feed_lease.owner = excluded.owner
        returning consumer`,
      [consumer, owner, leaseMs],
    )
    return leased && { consumer, held: await raiseEpochs(tx, consumer, partitions) }
  })

/**
 * Claims partitions that the group has assigned to this replica. Their previous owner can no longer move the
 * checkpoints.
 */
export const takePartitions = async (
  db: DataSource,
  consumer: string,
  partitions: readonly number[] = EVERY_PARTITION,
): Promise<Claim> => ({
  consumer,
  held: await db.transaction((tx) => raiseEpochs(tx, consumer, partitions)),
})

/** Updates the claim to the state of the table; call it after the transaction of `advance` has committed. */
export const markAdvanced = (claimed: Claim, at: LogPosition): void => {
  for (const held of behind(claimed, at.position)) {
    held.position = at.position
    held.log = at
  }
  claimed.movedAt = performance.now()
}

export const behind = ({ held }: Claim, position: string): readonly ClaimedPartition[] =>
  held.filter((one) => comparePositions(one.position, position) < 0)

/** The lowest checkpoint of the claim's partitions: reading the log from there misses nothing. */
export const lowestPositionOf = ({ held }: Claim): string =>
  held.map(({ position }) => position).reduce((least, one) => (comparePositions(one, least) < 0 ? one : least))

/** The events of a batch that are after the claim's checkpoints and in its partitions. */
export const dueEvents = ({ held }: Claim, batch: readonly StoredEvent[]): readonly StoredEvent[] => {
  const positions = new Map(held.map(({ partition, position }) => [partition, position]))
  return batch.filter((event) => {
    const position = positions.get(partitionOf(caseKeyOf(event)))
    return position !== undefined && comparePositions(event.position, position) > 0
  })
}
