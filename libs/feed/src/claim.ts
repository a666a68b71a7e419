import type { EventStore } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import type { Consumer } from './consumer.ts'

/** The first form: one partition for each consumer. */
const PARTITION = 0

/** Another replica holds the consumer now: whatever this one had in hand is rolled back. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'
  constructor(consumer: string, epoch: string) {
    super(`${consumer}: another replica took over after epoch ${epoch}`)
  }
}

/** The right to move one consumer's checkpoint, for as long as its lease is renewed. */
export interface Claim {
  readonly consumer: string
  readonly epoch: string
  readonly leaseMs: number
  position: string
}

/** Gives a consumer its first checkpoint: `0`, or the head of the log. A consumer that has one keeps it. */
export const register = async (db: EntityManager, { name, from }: Pick<Consumer, 'name' | 'from'>, store: EventStore): Promise<void> => {
  const [known] = await db.query('select from feed_checkpoint where consumer = $1 and partition = $2', [name, PARTITION])
  if (known) return
  const position = from === 'head' ? await store.lastPosition() : '0'
  await db.query('insert into feed_checkpoint (consumer, partition, position) values ($1, $2, $3) on conflict do nothing', [
    name,
    PARTITION,
    position,
  ])
}

/** Takes the consumer when nobody's lease on it runs. @returns nothing while another replica holds it */
export const claim = async (db: DataSource, consumer: string, owner: string, leaseMs: number): Promise<Claim | undefined> => {
  const [rows] = await db.query(
    `update feed_checkpoint set epoch = epoch + 1, owner = $3, lease_until = clock_timestamp() + $4 * interval '1 ms'
      where consumer = $1 and partition = $2 and (lease_until is null or lease_until < clock_timestamp())
      returning epoch, position`,
    [consumer, PARTITION, owner, leaseMs],
  )
  const [row] = rows as { epoch: string; position: string }[]
  return row && { consumer, leaseMs, epoch: row.epoch, position: row.position }
}

/**
 * Moves the checkpoint, in the transaction of the effect.
 * @throws ClaimLost when the epoch or the old position is no longer this claim's, and so rolls the effect back
 */
export const advance = async (db: EntityManager, held: Claim, position: string): Promise<void> => {
  const [, moved] = await db.query(
    `update feed_checkpoint set position = $5, moved_at = now(), lease_until = clock_timestamp() + $6 * interval '1 ms'
      where consumer = $1 and partition = $2 and epoch = $3 and position = $4`,
    [held.consumer, PARTITION, held.epoch, held.position, position, held.leaseMs],
  )
  if (moved !== 1) throw new ClaimLost(held.consumer, held.epoch)
}

/** Prolongs the lease. @returns whether the claim still stands */
export const renew = async (db: DataSource, { consumer, epoch, leaseMs }: Claim): Promise<boolean> => {
  const [, renewed] = await db.query(
    `update feed_checkpoint set lease_until = clock_timestamp() + $4 * interval '1 ms' where consumer = $1 and partition = $2 and epoch = $3`,
    [consumer, PARTITION, epoch, leaseMs],
  )
  return renewed === 1
}

/** Lets another replica take over at once. */
export const release = async (db: DataSource, { consumer, epoch }: Claim): Promise<void> => {
  await db.query('update feed_checkpoint set owner = null, lease_until = null where consumer = $1 and partition = $2 and epoch = $3', [
    consumer,
    PARTITION,
    epoch,
  ])
}

/** Renews a claim until it is let go; the signal aborts when it was lost. */
export const keep = (db: DataSource, held: Claim): { readonly lost: AbortSignal; letGo(): Promise<void> } => {
  const loss = new AbortController()
  const beat = setInterval(() => {
    // An unreachable database is no loss yet: the next beat, or the checkpoint itself, will tell.
    renew(db, held).then(
      (stands) => stands || loss.abort(),
      () => undefined,
    )
  }, held.leaseMs / 3)
  beat.unref()
  return {
    lost: loss.signal,
    letGo: async () => {
      clearInterval(beat)
      await release(db, held)
    },
  }
}
