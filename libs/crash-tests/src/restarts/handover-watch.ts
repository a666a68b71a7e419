import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'

const LOOK_MS = 20
/** A lease of five seconds is renewed after less than two: one with less left than this has no owner that works. */
const UNRENEWED_MS = 2_500

/** Notes how long each consumer of a service had no replica that works for it. */
export interface HandoverWatch {
  /**
   * How often a consumer went to another owner, how often only because the lease of the one before had ended, and the
   * longest time between two owners.
   */
  finish(): Promise<{ readonly handovers: number; readonly expired: number; readonly longestMs: number }>
}

/** Looks at the leases of a service's consumers in its views' database until it is finished. */
export const watchHandovers = (views: Client): HandoverWatch => {
  const owners = new Map<string, string>()
  const unservedSince = new Map<string, number>()
  const leasedUntil = new Map<string, number>()
  let handovers = 0
  let expired = 0
  let longestMs = 0
  let isWatching = true
  const look = async (): Promise<void> => {
    const { rows } = await views.query<{ consumer: string; owner: string; until: number; seen: number }>(
      `select consumer, owner, extract(epoch from lease_until)::float8 as until, extract(epoch from clock_timestamp())::float8 as seen
        from feed_lease where lease_until > clock_timestamp() + $1 * interval '1 ms'`,
      [UNRENEWED_MS],
    )
    const now = performance.now()
    const served = new Map(rows.map(({ consumer, owner }) => [consumer, owner]))
    for (const consumer of owners.keys()) if (!served.has(consumer) && !unservedSince.has(consumer)) unservedSince.set(consumer, now)
    for (const [consumer, since] of unservedSince) {
      longestMs = Math.max(longestMs, now - since)
      if (served.has(consumer)) unservedSince.delete(consumer)
    }
    for (const { consumer, owner, until, seen } of rows) {
      if (owners.has(consumer) && owners.get(consumer) !== owner) {
        handovers += 1
        if (seen >= leasedUntil.get(consumer)!) expired += 1
      }
      owners.set(consumer, owner)
      leasedUntil.set(consumer, until)
    }
  }
  const watching = (async () => {
    while (isWatching || unservedSince.size > 0) {
      await look()
      await pause(LOOK_MS)
    }
  })()
  // When the drill fails before it is finished, its connection is closed: only `finish` reports that.
  watching.catch(() => undefined)
  return {
    finish: async () => {
      isWatching = false
      await watching
      return { handovers, expired, longestMs }
    },
  }
}
