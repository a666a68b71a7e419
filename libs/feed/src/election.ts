import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { type Claim, claim, ClaimLost, lowestPositionOf } from './claim.ts'
import { leases as leasesOn, type Leases } from './lease.ts'
import type { Notify } from './notify.ts'

/** How long to wait after a failure, in milliseconds. @param failures the number of failures in a row before it */
export const backoffMs = (failures: number): number => Math.min(100 * 2 ** failures, 10_000)

/** Resolves after some milliseconds, or as soon as the signal aborts; never rejects. */
export const sleepUnlessAborted = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch(() => undefined)

export interface ElectionOptions {
  readonly db: DataSource
  readonly consumer: string
  readonly partitions?: readonly number[] | undefined
  readonly leaseMs: number
  /** Renews the lease together with others; default: alone. */
  readonly leases?: Leases | undefined
  readonly signal: AbortSignal
  readonly notify: Notify
}

/**
 * The work of the elected replica.
 * @param stopSignal aborts when the work must stop, or when another replica has taken over
 * @param succeeded called after each success: the delays after failures start again from the shortest
 */
export type Work = (claimed: Claim, stopSignal: AbortSignal, succeeded: () => void) => Promise<void>

/**
 * Runs work in one replica at a time, until the signal aborts: the others are on standby and take over when the lease
 * expires or is released. Work that fails is restarted with increasing delays. Never rejects.
 */
export const runWhileElected = async (
  { db, consumer, partitions, leaseMs, leases = leasesOn(db, leaseMs), signal, notify }: ElectionOptions,
  work: Work,
): Promise<void> => {
  const owner = randomUUID()
  let failures = 0
  let isStandby = false
  while (!signal.aborted) {
    try {
      const claimed = await claim(db, consumer, owner, leaseMs, partitions)
      if (!claimed) {
        if (!isStandby) notify({ kind: 'standby' })
        isStandby = true
        await leases.untilFree(consumer, signal)
        continue
      }
      isStandby = false
      notify({ kind: 'claimed', position: lowestPositionOf(claimed) })
      const lease = leases.hold(consumer, owner)
      try {
        await work(claimed, AbortSignal.any([signal, lease.lost]), () => (failures = 0))
        if (lease.lost.aborted) throw new ClaimLost(claimed)
      } finally {
        await lease.release()
      }
    } catch (error) {
      if (error instanceof ClaimLost) {
        notify({ kind: 'claim-lost' })
        continue
      }
      const afterMs = backoffMs(failures++)
      notify({ kind: 'retrying', error, afterMs })
      await sleepUnlessAborted(afterMs, signal)
    }
  }
  notify({ kind: 'stopped' })
}
