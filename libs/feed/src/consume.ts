import type { EventStore } from '@case-timeline/event-store'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { type Claim, claim, ClaimLost, keep, register } from './claim.ts'
import { caseKeyOf, type Consumer, typesOf } from './consumer.ts'
import { deliver } from './deliver.ts'
import type { Notice, Observe } from './notice.ts'
import { reasonOf } from './parked.ts'
import { readAhead } from './read-ahead.ts'

export interface Consume {
  readonly store: EventStore
  /** The database of the effects; holds the tables of `feedMigrations`. */
  readonly db: DataSource
  readonly consumer: Consumer
  /** Stops it: the batch in hand is finished and the claim let go. */
  readonly signal: AbortSignal
  readonly observe?: Observe | undefined
  /** How long a stalled or killed owner keeps others away, in milliseconds (default 5,000). */
  readonly leaseMs?: number | undefined
}

/** A consumer that runs. */
export interface Consuming {
  /** Settles when it has stopped, after its signal; it never rejects. */
  readonly stopped: Promise<void>
}

/**
 * Brings every event that the store shows this service to a consumer: in order for each case, exactly once in effect, across restarts and
 * replicas. Resolves when its first checkpoint stands: what is appended after that reaches it.
 * @throws when the store or the database cannot be reached at the start
 */
export const consume = async (options: Consume): Promise<Consuming> => {
  await register(options.db.manager, options.consumer, options.store)
  return { stopped: run(options) }
}

type Said<N> = N extends Notice ? Omit<N, 'consumer'> : never

const run = async ({ store, db, consumer, signal, observe, leaseMs = 5_000 }: Consume): Promise<void> => {
  const owner = randomUUID()
  const say = (notice: Said<Notice>) => observe?.({ consumer: consumer.name, ...notice } as Notice)
  let failures = 0
  let standingBy = false
  while (!signal.aborted) {
    try {
      const held = await claim(db, consumer.name, owner, leaseMs)
      if (!held) {
        if (!standingBy) say({ kind: 'standing-by' })
        standingBy = true
        await rest(leaseMs / 4, signal)
        continue
      }
      standingBy = false
      say({ kind: 'claimed', epoch: held.epoch, position: held.position })
      await follow({ store, db, consumer, signal }, held, say, () => (failures = 0))
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
  { store, db, consumer, signal }: Pick<Consume, 'store' | 'db' | 'consumer' | 'signal'>,
  held: Claim,
  say: (notice: Said<Notice>) => void,
  succeeded: () => void,
): Promise<void> => {
  const keeping = keep(db, held)
  const until = AbortSignal.any([signal, keeping.lost])
  try {
    const from = { after: held.position, limit: consumer.limit ?? 1_000, types: typesOf(consumer) }
    for await (const { events, position } of readAhead((signal) => store.subscribeAll({ ...from, signal }), until)) {
      if (until.aborted) break
      if (events.length === 0 && position === held.position) continue
      for (const { event, reason } of await deliver(db, consumer, held, events, position))
        say({ kind: 'parked', caseKey: caseKeyOf(event), type: event.type, position: event.position, reason: reasonOf(reason) })
      succeeded()
      if (events.length > 0) say({ kind: 'delivered', events: events.length, position })
    }
    if (keeping.lost.aborted) throw new ClaimLost(held.consumer, held.epoch)
  } finally {
    await keeping.letGo()
  }
}

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => undefined)
