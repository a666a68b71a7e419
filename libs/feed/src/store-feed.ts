import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { type Claim, ClaimLost, register, lowestPositionOf } from './claim.ts'
import { caseKeyOf, typesOf } from './consumer.ts'
import { type DeferredCheckpoints, deferredCheckpoints } from './deferred-checkpoints.ts'
import { runWhileElected } from './election.ts'
import type { ConsumeOptions, Feed } from './feed.ts'
import { type Leases, leases } from './lease.ts'
import { requireGeneration, requireOnLog } from './on-log.ts'
import { partitionOf } from './partition.ts'
import { readAhead } from './read-ahead.ts'
import { deliverAndNotify, notifierOf } from './notify.ts'

export interface StoreFeedOptions {
  readonly store: EventStore
  /** How long a stalled or killed owner blocks the others, in milliseconds (default 5,000). */
  readonly leaseMs?: number | undefined
}

/** What the consumers of a process on one database share. */
interface Shared {
  readonly leases: Leases
  readonly checkpoints: DeferredCheckpoints
}

/**
 * The feed without a broker (`store:`): consumers read the event store directly, each consumer in one replica at a
 * time.
 */
export const storeFeed = ({ store, leaseMs = 5_000 }: StoreFeedOptions): Feed => {
  const byDatabase = new Map<DataSource, Shared>()
  const sharedOn = (db: DataSource): Shared => {
    const shared = byDatabase.get(db) ?? { leases: leases(db, leaseMs), checkpoints: deferredCheckpoints(db) }
    byDatabase.set(db, shared)
    return shared
  }
  return {
    consume: async (options) => {
      await register(options.db.manager, options.consumer, store)
      return { stopped: run(options, { store, leaseMs, ...sharedOn(options.db) }) }
    },
    // This feed depends only on the store, which a service monitors itself.
    degradedReasons: () => Promise.resolve([]),
    wasReached: () => true,
    flush: async () => void (await Promise.all([...byDatabase.values()].map(({ checkpoints }) => checkpoints.flush()))),
    close: () => Promise.resolve(),
  }
}

interface Environment extends Shared {
  readonly store: EventStore
  readonly leaseMs: number
}

const run = (options: ConsumeOptions, { store, leaseMs, leases, checkpoints }: Environment): Promise<void> => {
  const { db, consumer, signal, observe } = options
  const notify = notifierOf(consumer.name, observe)
  return runWhileElected({ db, consumer: consumer.name, leaseMs, leases, signal, notify }, async (claimed, stopSignal, succeeded) => {
    const { generation } = store
    await requireOnLog(store, claimed)
    const lost = new AbortController()
    const ending = AbortSignal.any([stopSignal, lost.signal])
    let reached = lowestPositionOf(claimed)
    const request = { after: reached, limit: consumer.limit ?? 1_000, types: typesOf(consumer) }
    try {
      for await (const { events, ...at } of readAhead((signal) => store.subscribeAll({ ...request, signal }), ending)) {
        if (ending.aborted) break
        requireGeneration(store, generation)
        if (events.length > 0) {
          await checkpoints.settle(claimed)
          const concerned = consumer.records ? claimed : partOf(claimed, events)
          await deliverAndNotify(notify, { ...options, store }, concerned, events, at)
          Object.assign(claimed, { hasParked: concerned.hasParked, movedAt: concerned.movedAt })
          succeeded()
        }
        if (at.position === reached) continue
        checkpoints.pass(claimed, at, () => lost.abort(), consumer.records ?? false)
        notify({ kind: 'passed', position: at.position })
        reached = at.position
      }
    } finally {
      await checkpoints.flush()
    }
    if (lost.signal.aborted) throw new ClaimLost(claimed)
  })
}

/** The partitions of a claim in which there are events: only their checkpoints must move together with the effect. */
const partOf = (claimed: Claim, events: readonly StoredEvent[]): Claim => {
  const partitions = new Set(events.map((event) => partitionOf(caseKeyOf(event))))
  return { ...claimed, held: claimed.held.filter(({ partition }) => partitions.has(partition)) }
}
