import type { LogPosition } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { type Claim, type ClaimedPartition, takePartitions } from '../claim.ts'
import type { Notify } from '../notify.ts'

/** A partition that this replica processes. */
export interface OwnedPartition {
  readonly partition: number
  /** The claim on its checkpoint, with the checkpoint's values. */
  readonly claimed: Claim
  readonly held: ClaimedPartition
  /** The start offset when the checkpoint has none. */
  readonly start: string
  /** How far the partition has been read; the checkpoint follows, at the latest with the next event. */
  readUpTo: LogPosition & { readonly offset: string }
  /** Offset after the partition's last message, at the time of the last read. */
  end: string
  /** Whether a batch of the partition is processed now; only the batch then writes the checkpoint. */
  busy: boolean
  /** Number of failures in a row. */
  failures: number
}

/** The partitions that a group has assigned to this replica. */
export interface OwnedPartitions {
  /** Claims partitions, whichever replica held them before. @param check throws if their checkpoints cannot be used */
  take(
    partitions: readonly number[],
    startOf: (held: ClaimedPartition) => string,
    check: (claimed: Claim) => Promise<void>,
  ): Promise<readonly OwnedPartition[]>
  of(partition: number): OwnedPartition | undefined
  all(): readonly OwnedPartition[]
  /** Drops all, because the group rebalances. */
  clear(): void
  /** Drops one that another replica holds now. */
  drop(owned: OwnedPartition): void
  /** Waits until nothing else writes the checkpoint; until `endWork`, only the caller writes it. */
  beginWork(owned: OwnedPartition): Promise<void>
  /** Ends the work. A position that was read without an event is written soon, together with other partitions. */
  endWork(owned: OwnedPartition): void
  /** Moves the checkpoints that are behind the positions read, if the database is available. */
  close(): Promise<void>
}

/** Position marks move many partitions at the same time: after this wait, one statement writes all of them. */
const FLUSH_MS = 20

/** @param onLost called for a partition that another replica was found to hold; must drop the partition */
export const ownedPartitionsOf = (
  db: DataSource,
  consumer: string,
  notify: Notify,
  onLost: (owned: OwnedPartition) => void,
): OwnedPartitions => {
  const ownedPartitions = new Map<number, OwnedPartition>()
  let lastWrite = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const drop = (owned: OwnedPartition): void => {
    if (ownedPartitions.get(owned.partition) !== owned) return
    ownedPartitions.delete(owned.partition)
    notify({ kind: 'claim-lost' })
  }

  const write = async (): Promise<void> => {
    const due = [...ownedPartitions.values()].filter(
      ({ busy, held, readUpTo }) => !busy && (held.position !== readUpTo.position || held.offset !== readUpTo.offset),
    )
    if (due.length === 0) return
    const to = due.map(({ readUpTo }) => readUpTo)
    const moved = await moveCheckpoints(db, consumer, due)
    due.forEach((owned, index) => {
      const readUpTo = to[index]
      if (!moved.has(owned.partition)) return onLost(owned)
      owned.held.position = readUpTo?.position ?? owned.held.position
      owned.held.offset = readUpTo?.offset
    })
  }

  // Sequentially: of two concurrent updates of one checkpoint, the second would find its old position changed.
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const writing = lastWrite.then(write)
    lastWrite = writing.catch(() => undefined)
    return writing
  }

  const flushSoon = (ms: number): void => {
    if (!isClosed)
      timer ??= setTimeout(() => {
        timer = undefined
        flush().catch((error: unknown) => {
          notify({ kind: 'retrying', error, afterMs: 1_000 })
          flushSoon(1_000)
        })
      }, ms)
  }

  return {
    take: async (partitions, startOf, check) => {
      const claimed = await takePartitions(db, consumer, partitions)
      await check(claimed)
      const taken = claimed.held.map((one): OwnedPartition => {
        const start = startOf(one)
        const readUpTo = { position: one.position, hash: one.log.position === one.position ? one.log.hash : undefined, offset: start }
        return {
          partition: one.partition,
          claimed: { consumer, held: [one] },
          held: one,
          start,
          readUpTo,
          end: start,
          busy: false,
          failures: 0,
        }
      })
      for (const owned of taken) ownedPartitions.set(owned.partition, owned)
      return taken
    },
    of: (partition) => ownedPartitions.get(partition),
    all: () => [...ownedPartitions.values()],
    clear: () => ownedPartitions.clear(),
    drop,
    beginWork: async (owned) => {
      // Repeated, because another write may have begun meanwhile.
      for (let awaited: Promise<void> | undefined; awaited !== lastWrite;) await (awaited = lastWrite)
      owned.busy = true
    },
    endWork: (owned) => {
      owned.busy = false
      if (owned.readUpTo.position !== owned.held.position) flushSoon(FLUSH_MS)
    },
    close: async () => {
      isClosed = true
      await flush().catch(() => undefined)
    },
  }
}

/** Moves each partition's checkpoint to its own position. @returns the partitions whose claims are still valid */
const moveCheckpoints = async (
  db: DataSource,
  consumer: string,
  ownedPartitions: readonly OwnedPartition[],
): Promise<ReadonlySet<number>> => {
  const [rows] = await db.query(
    `with due as (
        select c.partition, greatest(c.position, h.later) as position, h.next_offset, h.later, h.hash,
          h.later > coalesce(c.log_position, 0) as rests_on_later
        from unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[]) h (partition, epoch, position, later, next_offset, hash)
        join feed_checkpoint c on c.consumer = $1 and c.partition = h.partition and c.epoch = h.epoch and c.position = h.position
        order by c.partition for update of c)
      update feed_checkpoint c set position = due.position, next_offset = due.next_offset, moved_at = now(),
        log_position = case when due.rests_on_later then due.later else c.log_position end,
        log_hash = case when due.rests_on_later then due.hash else c.log_hash end
      from due where c.consumer = $1 and c.partition = due.partition
      returning c.partition`,
    [
      consumer,
      ownedPartitions.map(({ partition }) => partition),
      ownedPartitions.map(({ held }) => held.epoch),
      ownedPartitions.map(({ held }) => held.position),
      ownedPartitions.map(({ readUpTo }) => readUpTo.position),
      ownedPartitions.map(({ readUpTo }) => readUpTo.offset),
      ownedPartitions.map(({ readUpTo }) => readUpTo.hash ?? null),
    ],
  )
  return new Set((rows as { partition: number }[]).map(({ partition }) => partition))
}
