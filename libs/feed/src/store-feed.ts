import type { EventStore } from '@case-timeline/event-store'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Claim, claim, ClaimLost, register, startOf } from './claim.ts'
import { caseKeyOf, typesOf } from './consumer.ts'
import { deliver } from './deliver.ts'
import type { Consume, Feed } from './feed.ts'
import { keep } from './lease.ts'
import type { Notice } from './notice.ts'
import { reasonOf } from './parked.ts'
import { readAhead } from './read-ahead.ts'

export interface StoreFeed {
  readonly store: EventStore
  /** How long a stalled or killed owner keeps others away, in milliseconds (default 5,000). */
  readonly leaseMs?: number | undefined
}

/** `store:`, the feed without a broker: consumers read the event store themselves, one replica at a time works for each. */
export const storeFeed = ({ store, leaseMs = 5_000 }: StoreFeed): Feed => ({
  consume: async (it) => {
    await register(it.db.manager, it.consumer, store)
    return { stopped: run(it, { store, leaseMs }) }
  },
  // Its only way is the store, which a service watches itself.
  hindrances: () => Promise.resolve([]),
  measures: () => Promise.resolve([]),
  close: () => Promise.resolve(),
})

type Said<N> = N extends Notice ? Omit<N, 'consumer'> : never
type Say = (notice: Said<Notice>) => void
type Source = Required<Pick<StoreFeed, 'store'>> & { readonly leaseMs: number }

const run = async (it: Consume, source: Source): Promise<void> => {
  const { db, consumer, signal, observe } = it
  const { leaseMs } = source
  const owner = randomUUID()
  const say: Say = (notice) => observe?.({ consumer: consumer.name, ...notice } as Notice)
  let failures = 0
  let standingBy = false
  while (!signal.aborted) {
    try {
      const claimed = await claim(db, consumer.name, owner, leaseMs)
      if (!claimed) {
        if (!standingBy) say({ kind: 'standing-by' })
        standingBy = true
        await rest(leaseMs / 4, signal)
        continue
      }
      standingBy = false
      say({ kind: 'claimed', position: startOf(claimed) })
      await follow(it, source, owner, claimed, say, () => (failures = 0))
    } catch (error) {
      if (error instanceof ClaimLost) {
        say({ kind: 'claim-lost' })
        continue
      }
      const afterMs = Math.min(100 * 2 ** failures++, 10_000)
      say({ kind: 'retrying', error, afterMs })
      await rest(afterMs, signal)
    }
  }
  say({ kind: 'stopped' })
}

const follow = async (
  { db, consumer, signal }: Consume,
  { store, leaseMs }: Source,
  owner: string,
  claimed: Claim,
  say: Say,
  succeeded: () => void,
): Promise<void> => {
  const lease = keep(db, consumer.name, owner, leaseMs)
  const until = AbortSignal.any([signal, lease.lost])
  try {
    const from = { after: startOf(claimed), limit: consumer.limit ?? 1_000, types: typesOf(consumer) }
    for await (const { events, position } of readAhead((signal) => store.subscribeAll({ ...from, signal }), until)) {
      if (until.aborted) break
      if (events.length === 0 && position === startOf(claimed)) continue
      for (const { event, reason } of await deliver(db, consumer, claimed, events, position))
        say({ kind: 'parked', caseKey: caseKeyOf(event), type: event.type, position: event.position, reason: reasonOf(reason) })
      succeeded()
      if (events.length > 0) say({ kind: 'delivered', events: events.length, position })
    }
    if (lease.lost.aborted) throw new ClaimLost(claimed)
  } finally {
    await lease.letGo()
  }
}

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => undefined)
