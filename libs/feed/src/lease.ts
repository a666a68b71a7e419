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
    while (waiting.size > 0) {
      await pause(LOOK_MS)
      const valid = await validIn(db, [...waiting.keys()], leaseMs).catch(() => new Set<string>())
      for (const [consumer, resolve] of waiting) if (!valid.has(consumer)) resolve()
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

/** @returns those of the consumers on which a lease is valid, as `claim` judges it */
const validIn = async (db: DataSource, consumers: readonly string[], leaseMs: number): Promise<ReadonlySet<string>> => {
  const rows: { consumer: string }[] = await db.query(
    `select consumer from feed_lease where consumer = any ($1)
      and lease_until between clock_timestamp() and clock_timestamp() + 2 * $2 * interval '1 ms'`,
    [consumers, leaseMs],
  )
  return new Set(rows.map(({ consumer }) => consumer))
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
