import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { type Claim, claim, ClaimLost, startOf } from './claim.ts'
import { keep } from './lease.ts'
import type { Say } from './say.ts'

/** How long to wait after the n-th failure in a row, in milliseconds. */
export const backoffMs = (failures: number): number => Math.min(100 * 2 ** failures, 10_000)

export const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => undefined)

export interface Electing {
  readonly db: DataSource
  readonly consumer: string
  readonly partitions?: readonly number[] | undefined
  readonly leaseMs: number
  readonly signal: AbortSignal
  readonly say: Say
}

/** What the elected one does. @param until aborts when it is to stop, or another has taken over */
export type Work = (claimed: Claim, until: AbortSignal, succeeded: () => void) => Promise<void>

/**
 * Does some work in one replica at a time, until the signal: others stand by and take over when its lease runs out or is let go. Work that
 * fails is begun anew, later and later. Never rejects.
 */
export const whileElected = async ({ db, consumer, partitions, leaseMs, signal, say }: Electing, work: Work): Promise<void> => {
  const owner = randomUUID()
  let failures = 0
  let standingBy = false
  while (!signal.aborted) {
    try {
      const claimed = await claim(db, consumer, owner, leaseMs, partitions)
      if (!claimed) {
        if (!standingBy) say({ kind: 'standing-by' })
        standingBy = true
        await rest(leaseMs / 4, signal)
        continue
      }
      standingBy = false
      say({ kind: 'claimed', position: startOf(claimed) })
      const lease = keep(db, consumer, owner, leaseMs)
      try {
        await work(claimed, AbortSignal.any([signal, lease.lost]), () => (failures = 0))
        if (lease.lost.aborted) throw new ClaimLost(claimed)
      } finally {
        await lease.letGo()
      }
    } catch (error) {
      if (error instanceof ClaimLost) {
        say({ kind: 'claim-lost' })
        continue
      }
      const afterMs = backoffMs(failures++)
      say({ kind: 'retrying', error, afterMs })
      await rest(afterMs, signal)
    }
  }
  say({ kind: 'stopped' })
}
