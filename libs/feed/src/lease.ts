import type { DataSource } from 'typeorm'

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
}

interface Held {
  readonly consumer: string
  readonly owner: string
  readonly lossController: AbortController
}

/** Renews all leases together, three times per lease duration. */
export const leases = (db: DataSource, leaseMs: number): Leases => {
  const held = new Set<Held>()
  let timer: NodeJS.Timeout | undefined

  const renewAll = async (): Promise<void> => {
    const renewing = [...held]
    const renewed = await renew(db, renewing, leaseMs)
    for (const one of renewing) if (!renewed.has(one.consumer)) one.lossController.abort()
  }

  return {
    hold(consumer, owner) {
      const own: Held = { consumer, owner, lossController: new AbortController() }
      held.add(own)
      // An unreachable database does not mean that a lease is lost: the next renewal or checkpoint detects a loss.
      timer ??= setInterval(() => void renewAll().catch(() => undefined), leaseMs / 3).unref()
      return {
        lost: own.lossController.signal,
        release: async () => {
          held.delete(own)
          if (held.size === 0) {
            clearInterval(timer)
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

/** @returns the consumers whose leases are still those of their owners */
const renew = async (db: DataSource, held: readonly Held[], leaseMs: number): Promise<ReadonlySet<string>> => {
  const [rows] = await db.query(
    `update feed_lease l set lease_until = clock_timestamp() + $3 * interval '1 ms'
      from unnest($1::text[], $2::text[]) h (consumer, owner) where l.consumer = h.consumer and l.owner = h.owner returning l.consumer`,
    [held.map(({ consumer }) => consumer), held.map(({ owner }) => owner), leaseMs],
  )
  return new Set((rows as { consumer: string }[]).map(({ consumer }) => consumer))
}
