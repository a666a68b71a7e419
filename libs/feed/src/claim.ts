import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import { caseKeyOf, type Consumer } from './consumer.ts'
import { EVERY_PARTITION, partitionOf } from './partition.ts'

/** Another replica holds the consumer now: whatever this one had in hand is rolled back. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'
  constructor({ consumer, held }: Claim) {
    super(`${consumer}: another replica took over after epoch ${held[0]?.epoch ?? '-'}`)
  }
}

/** One partition in hand, and how far its consumer has come in it. */
export interface Held {
  readonly partition: number
  readonly epoch: string
  position: string
  /** Where the partition's next message is expected in its topic; undefined where no topic was read yet. */
  offset: string | undefined
}

/** The right to move the checkpoints of some partitions of one consumer. */
export interface Claim {
  readonly consumer: string
  readonly held: readonly Held[]
}

/** Gives a consumer its first checkpoints: `0`, or the head of the log. A consumer that has some keeps them. */
export const register = async (
  db: EntityManager,
  { name, from }: Pick<Consumer, 'name' | 'from'>,
  store: Pick<EventStore, 'lastPosition'>,
  partitions: readonly number[] = EVERY_PARTITION,
): Promise<void> => {
  const [known] = await db.query('select count(*)::int as rows from feed_checkpoint where consumer = $1 and partition = any ($2)', [
    name,
    partitions,
  ])
  if ((known as { rows: number }).rows === partitions.length) return
  const position = from === 'head' ? await store.lastPosition() : '0'
  await db.query(
    'insert into feed_checkpoint (consumer, partition, position) select $1, partition, $3 from unnest($2::int[]) partition on conflict do nothing',
    [name, partitions, position],
  )
}

/** The rows are locked in one order by whoever moves several of them, so that two never wait for each other. */
const raiseEpochs = async (db: EntityManager, consumer: string, partitions: readonly number[]): Promise<readonly Held[]> => {
  const [rows] = await db.query(
    `with mine as (
        select partition from feed_checkpoint where consumer = $1 and partition = any ($2) order by partition for update)
      update feed_checkpoint c set epoch = c.epoch + 1 from mine where c.consumer = $1 and c.partition = mine.partition
      returning c.partition, c.epoch, c.position, c.next_offset as offset`,
    [consumer, partitions],
  )
  return (rows as (Omit<Held, 'offset'> & { offset: string | null })[])
    .map((row) => ({ ...row, offset: row.offset ?? undefined }))
    .toSorted((a, b) => a.partition - b.partition)
}

/** Takes the whole consumer when nobody's lease on it runs. @returns nothing while another replica holds it */
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
        where feed_lease.lease_until < clock_timestamp()
        returning consumer`,
      [consumer, owner, leaseMs],
    )
    return leased && { consumer, held: await raiseEpochs(tx, consumer, partitions) }
  })

/** Takes partitions that a group has assigned to this replica, whoever held them before: his checkpoints no longer move. */
export const take = async (db: DataSource, consumer: string, partitions: readonly number[]): Promise<Claim> => ({
  consumer,
  held: await db.transaction((tx) => raiseEpochs(tx, consumer, partitions)),
})

/**
 * Moves the checkpoints that are behind a position up to it, in the transaction of the effect.
 * @param offset where the next message of the claim's only partition is expected
 * @throws ClaimLost when an epoch or an old position is no longer this claim's, and so rolls the effect back
 */
export const advance = async (db: EntityManager, claimed: Claim, position: string, offset?: string): Promise<void> => {
  const moving = behind(claimed, position)
  const known = offset === undefined ? moving : claimed.held
  const [, moved] = await db.query(
    `with held as (
        select c.partition, greatest(c.position, $5::bigint) as position
        from unnest($2::int[], $3::bigint[], $4::bigint[]) h (partition, epoch, position)
        join feed_checkpoint c on c.consumer = $1 and c.partition = h.partition and c.epoch = h.epoch and c.position = h.position
        order by c.partition for update of c)
      update feed_checkpoint c set position = held.position, next_offset = $6, moved_at = now()
      from held where c.consumer = $1 and c.partition = held.partition`,
    [
      claimed.consumer,
      known.map(({ partition }) => partition),
      known.map(({ epoch }) => epoch),
      known.map((held) => held.position),
      position,
      offset ?? null,
    ],
  )
  if (moved !== known.length) throw new ClaimLost(claimed)
}

/** After the transaction of `advance` has committed: the claim says what the table says. */
export const advanced = (claimed: Claim, position: string, offset?: string): void => {
  for (const held of behind(claimed, position)) held.position = position
  for (const held of claimed.held) held.offset = offset
}

const behind = ({ held }: Claim, position: string): readonly Held[] => held.filter((one) => comparePositions(one.position, position) < 0)

/** Where a claim's partition that is furthest behind stands: whoever reads on from there misses nothing. */
export const startOf = ({ held }: Claim): string =>
  held.map(({ position }) => position).reduce((least, one) => (comparePositions(one, least) < 0 ? one : least))

/** The events of a batch that a claim's checkpoints have not come to yet, in partitions that it holds. */
export const dueOf = ({ held }: Claim, batch: readonly StoredEvent[]): readonly StoredEvent[] => {
  const positions = new Map(held.map(({ partition, position }) => [partition, position]))
  return batch.filter((event) => {
    const position = positions.get(partitionOf(caseKeyOf(event)))
    return position !== undefined && comparePositions(event.position, position) > 0
  })
}
