import type { DataSource } from 'typeorm'
import { type Claim, type Held, take } from '../claim.ts'
import type { Say } from '../say.ts'

/** A partition that this replica works on. */
export interface Hand {
  readonly partition: number
  /** The right to move its checkpoint, and what the checkpoint says. */
  readonly claimed: Claim
  readonly held: Held
  /** Where reading starts when the checkpoint knows no offset. */
  readonly start: string
  /** How far it has been read: the checkpoint follows, at the latest with the next event. */
  seen: { readonly position: string; readonly offset: string }
  /** Offset behind the partition's last message, when something was last read of it. */
  end: string
  busy: boolean
  failures: number
}

/** The partitions that a group has given to this replica. */
export interface Hands {
  /** Takes partitions, whoever held them. */
  take(partitions: readonly number[], startOf: (held: Held) => string): Promise<readonly Hand[]>
  of(partition: number): Hand | undefined
  all(): readonly Hand[]
  /** Lets all go: the group has divided its partitions anew. */
  clear(): void
  /** Another replica has it now. */
  drop(hand: Hand): void
  /** Waits until nobody else writes the checkpoint, and keeps others from it until `free`. */
  occupy(hand: Hand): Promise<void>
  /** What was read further without an event is written soon, together with what others have read. */
  free(hand: Hand): void
  /** Moves the checkpoints that are still behind what was read, if the database is there. */
  close(): Promise<void>
}

/** So many partitions learn of a new position at once that one statement for all is worth the wait. */
const FLUSH_MS = 20

/** @param lost is told of a partition that another replica was found to hold; it drops it */
export const handsOf = (db: DataSource, consumer: string, say: Say, lost: (hand: Hand) => void): Hands => {
  const hands = new Map<number, Hand>()
  let lastWrite = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const drop = (hand: Hand): void => {
    if (hands.get(hand.partition) !== hand) return
    hands.delete(hand.partition)
    say({ kind: 'claim-lost' })
  }

  const write = async (): Promise<void> => {
    const due = [...hands.values()].filter(
      ({ busy, held, seen }) => !busy && (held.position !== seen.position || held.offset !== seen.offset),
    )
    if (due.length === 0) return
    const to = due.map(({ seen }) => seen)
    const moved = await moveEach(db, consumer, due)
    due.forEach((hand, index) => {
      const seen = to[index]
      if (!moved.has(hand.partition)) return lost(hand)
      hand.held.position = seen?.position ?? hand.held.position
      hand.held.offset = seen?.offset
    })
  }

  // One after the other: two that wrote the same checkpoint would each take the other for a stranger.
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
          say({ kind: 'retrying', error, afterMs: 1_000 })
          flushSoon(1_000)
        })
      }, ms)
  }

  return {
    take: async (partitions, startOf) => {
      const { held } = await take(db, consumer, partitions)
      const taken = held.map((one): Hand => {
        const start = startOf(one)
        const seen = { position: one.position, offset: start }
        return {
          partition: one.partition,
          claimed: { consumer, held: [one] },
          held: one,
          start,
          seen,
          end: start,
          busy: false,
          failures: 0,
        }
      })
      for (const hand of taken) hands.set(hand.partition, hand)
      return taken
    },
    of: (partition) => hands.get(partition),
    all: () => [...hands.values()],
    clear: () => hands.clear(),
    drop,
    occupy: async (hand) => {
      for (let write: Promise<void> | undefined; write !== lastWrite;) await (write = lastWrite)
      hand.busy = true
    },
    free: (hand) => {
      hand.busy = false
      if (hand.seen.position !== hand.held.position) flushSoon(FLUSH_MS)
    },
    close: async () => {
      isClosed = true
      await flush().catch(() => undefined)
    },
  }
}

/** Moves many checkpoints, each to its own position. @returns the partitions whose claims still stand */
const moveEach = async (db: DataSource, consumer: string, hands: readonly Hand[]): Promise<ReadonlySet<number>> => {
  const [rows] = await db.query(
    `with due as (
        select c.partition, greatest(c.position, h.later) as position, h.next_offset
        from unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) h (partition, epoch, position, later, next_offset)
        join feed_checkpoint c on c.consumer = $1 and c.partition = h.partition and c.epoch = h.epoch and c.position = h.position
        order by c.partition for update of c)
      update feed_checkpoint c set position = due.position, next_offset = due.next_offset, moved_at = now()
      from due where c.consumer = $1 and c.partition = due.partition
      returning c.partition`,
    [
      consumer,
      hands.map(({ partition }) => partition),
      hands.map(({ held }) => held.epoch),
      hands.map(({ held }) => held.position),
      hands.map(({ seen }) => seen.position),
      hands.map(({ seen }) => seen.offset),
    ],
  )
  return new Set((rows as { partition: number }[]).map(({ partition }) => partition))
}
