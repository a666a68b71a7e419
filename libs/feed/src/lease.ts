import type { DataSource } from 'typeorm'

/** A lease that is renewed until it is let go. */
export interface Lease {
  /** Aborts when another owner has taken it. */
  readonly lost: AbortSignal
  /** Lets another replica take over at once. */
  letGo(): Promise<void>
}

/** Renews an owner's lease on a consumer, three times in its length. @param leaseMs in milliseconds */
export const keep = (db: DataSource, consumer: string, owner: string, leaseMs: number): Lease => {
  const loss = new AbortController()
  const beat = setInterval(() => {
    // An unreachable database is no loss yet: the next beat, or the checkpoint itself, will tell.
    renew(db, consumer, owner, leaseMs).then(
      (stands) => stands || loss.abort(),
      () => undefined,
    )
  }, leaseMs / 3)
  beat.unref()
  return {
    lost: loss.signal,
    letGo: async () => {
      clearInterval(beat)
      await db.query('delete from feed_lease where consumer = $1 and owner = $2', [consumer, owner])
    },
  }
}

const renew = async (db: DataSource, consumer: string, owner: string, leaseMs: number): Promise<boolean> => {
  const [, renewed] = await db.query(
    `update feed_lease set lease_until = clock_timestamp() + $3 * interval '1 ms' where consumer = $1 and owner = $2`,
    [consumer, owner, leaseMs],
  )
  return renewed === 1
}
