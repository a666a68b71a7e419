import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { untilNextPeriod } from '@case-timeline/event-store'

/** A lease that is renewed until it is released. */
export interface Lease {
  /** Aborts when another owner has taken the lease. */
  readonly lost: AbortSignal
  /** Releases the lease, so that another replica can take over at once. */
  release(): Promise<void>
}

/** The leases of a process on one database. */
export interface Leases {
  /** Renews an owner's lease on a consumer until it is released. */
  hold(consumer: string, owner: string): Lease
  /**
   * Resolves when no replica holds a consumer, when that cannot be read, or when the signal aborts. One statement looks
   * for all that wait.
   */
  untilFree(consumer: string, signal: AbortSignal): Promise<void>
}

/** How often a replica on standby looks: what it must wait for when another one has released its leases. */
const LOOK_MS = 250

/**
 * When a replica on standby looks again, in milliseconds: at the end of the lease that ends first, so that the lease of a
 * killed owner is taken at its end. Renewed leases have longer than the period, which is then the time between two looks.
 * @param left how long the leases are still valid, in milliseconds
 */
export const untilNextLook = (left: Iterable<number>): number => Math.min(LOOK_MS, ...[...left].map((ms) => Math.floor(ms) + 1))

interface Held {
  readonly consumer: string
  readonly owner: string
  readonly lossController: AbortController
}

/** Renews all leases together, three times per lease duration. */
export const leases = (db: DataSource, leaseMs: number): Leases => {
  const held = new Set<Held>()
  const waiting = new Map<string, () => void>()
  let timer: NodeJS.Timeout | undefined
  let isLooking = false

  const renewAll = async (): Promise<void> => {
    const renewing = [...held]
    const renewed = await renew(db, renewing, leaseMs)
    for (const one of renewing) if (!renewed.has(one.consumer)) one.lossController.abort()
  }

  const look = async (): Promise<void> => {
    isLooking = true
    for (let left: ReadonlyMap<string, number> = new Map(); waiting.size > 0;) {
      await pause(untilNextLook(left.values()))
      const names = [...waiting.keys()]
      left = await validIn(db, names, leaseMs).catch(() => new Map<string, number>())
      for (const consumer of names) if (!left.has(consumer)) waiting.get(consumer)?.()
    }
    isLooking = false
  }

  const renewSoon = (): void => {
    timer = setTimeout(
      () => {
        renewSoon()
        // An unreachable database does not mean that a lease is lost: the next renewal or checkpoint detects a loss.
        renewAll().catch(() => undefined)
      },
      untilNextPeriod(leaseMs / 3),
    ).unref()
  }

  return {
    untilFree: (consumer, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          waiting.delete(consumer)
          signal.removeEventListener('abort', end)
          resolve()
        }
        if (signal.aborted) return end()
        signal.addEventListener('abort', end, { once: true })
        waiting.set(consumer, end)
        if (!isLooking) void look()
      }),
    hold(consumer, owner) {
      const own: Held = { consumer, owner, lossController: new AbortController() }
      held.add(own)
      if (!timer) renewSoon()
      return {
        lost: own.lossController.signal,
        release: async () => {
          held.delete(own)
          if (held.size === 0) {
            clearTimeout(timer)
            timer = undefined
          }
          await db.query('delete from feed_lease where consumer = $1 and owner = $2', [consumer, owner])
        },
      }
    },
  }
}

/** Renews one lease three times per lease duration, until it is released. */
export const holdLease = (db: DataSource, consumer: string, owner: string, leaseMs: number): Lease =>
  leases(db, leaseMs).hold(consumer, owner)

/** @returns those of the consumers on which a lease is valid, as `claim` judges it, and for how many milliseconds */
const validIn = async (db: DataSource, consumers: readonly string[], leaseMs: number): Promise<ReadonlyMap<string, number>> => {
  const rows: { consumer: string; left: number }[] = await db.query(
    `select consumer, (1000 * extract(epoch from lease_until - clock_timestamp()))::float8 as left from feed_lease where consumer = any ($1)
      and lease_until between clock_timestamp() and clock_timestamp() + 2 * $2 * interval '1 ms'`,
    [consumers, leaseMs],
  )
  return new Map(rows.map(({ consumer, left }) => [consumer, left]))
}

/** @returns the consumers whose leases are still those of their owners */
const renew = async (db: DataSource, held: readonly Held[], leaseMs: number): Promise<ReadonlySet<string>> => {
  const [rows] = await db.query(
    `update feed_lease l set lease_until = clock_timestamp() + $3 * interval '1 ms'
      from unnest($1::text[], $2::text[]) h (consumer, owner) where l.consumer = h.consumer and l.owner = h.owner returning l.consumer`,
    [held.map(({ consumer }) => consumer), held.map(({ owner }) => owner), leaseMs],
  )
  return new Set((rows as { consumer: string }[]).map(({ consumer }) => consumer))
}
