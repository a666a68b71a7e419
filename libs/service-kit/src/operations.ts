import type { DataSource } from 'typeorm'
import type { EventStore, StoreServer, UnreadableEvent } from '@case-timeline/event-store'
import {
  type Consumer,
  type ConsumerOffLog,
  type Lag,
  lagOf,
  lastCommonPosition,
  NotFirstInQueue,
  offLogSentence,
  type ParkedCase,
  parkedCases,
  RELAY,
  type RetryResult,
  positionOf,
  retryParked,
  rewind,
  rewindRelayed,
  type Skip,
  type SkippedEvent,
  skippedEvents,
  skipParked,
} from '@case-timeline/feed'
import {
  consumerNameOf,
  type Digest,
  digest,
  listProjections,
  type Progress,
  type ProjectionStatus,
  type View,
} from '@case-timeline/projections'
import { Problem } from '@case-timeline/http'
import type { EventFeedConnection } from './event-feed-connection.ts'
import type { LogWatch } from './log-watch.ts'
import type { Purpose, ViewResult } from './view-operations/view-operation.ts'
import type { ViewOperations } from './view-operations/view-operations.ts'

/** The status of a view, and the progress of an operation on it in this process. */
export interface ViewStatus extends ProjectionStatus {
  readonly underWay?: ({ readonly purpose: Purpose } & Progress) | undefined
}

/** The operations of a service for operators. An abstract class, because Nest injects it by this token. */
export abstract class Operations {
  abstract projections(): Promise<readonly ViewStatus[]>
  /**
   * Rebuilds a view, and waits for the end.
   * @throws Problem `not-found`, `view-differs`, or `work-under-way` while the same operation is in progress
   */
  abstract rebuild(view: string, by: string): Promise<ViewResult>
  /**
   * Verifies a view, and waits for the end.
   * @throws Problem `not-found`, or `work-under-way` while the same operation is in progress
   */
  abstract verify(view: string, by: string): Promise<Verified>
  /** What is done to the views, in all replicas. */
  abstract readonly onViews: ViewOperations
  /** @throws Problem `not-found` */
  abstract digest(view: string): Promise<Digest>
  abstract parked(): Promise<readonly ParkedCase[]>
  /** @throws Problem `not-found` if that case is not parked for that consumer */
  abstract retry(consumer: string, caseKey: string): Promise<RetryResult>
  /** @throws Problem `not-found`, or `stale-revision` if another event is the first in the queue */
  abstract skip(consumer: string, skip: Skip): Promise<RetryResult>
  abstract skipped(): Promise<readonly SkippedEvent[]>
  /**
   * Brings a consumer back to a log that went back: a view is rebuilt, a reaction handles again what came after its last
   * checkpoint that the log still has, the relay sends it again. Changes nothing for any other consumer.
   * @throws Problem `not-found`, or `work-under-way`
   */
  abstract realign(consumer: string, by: string): Promise<Realigned>
  /** The lag of each consumer, and of the relay if this service runs it. */
  abstract feed(): Promise<FeedStatus>
}

/** How a view differs from the log. */
export type Verified = NonNullable<ViewResult['compared']>

export interface Realigned {
  readonly consumer: string
  readonly how: 'unchanged' | 'rebuilt' | 'rewound'
  /** From where it continues. */
  readonly position: string
}

export interface FeedStatus {
  /** `store` or `kafka`. */
  readonly feed: string
  /** The last position of the log. */
  readonly head: string
  /** Where the log is; absent while the server does not say it. */
  readonly eventStore?: StoreServer | undefined
  readonly relay?: Lag | undefined
  readonly consumers: readonly Lag[]
  /** Consumers that wait because the log went back: realign them. */
  readonly offLog: readonly ConsumerOffLog[]
  /** Why events are not delivered, each with what to do. */
  readonly degradedReasons: readonly string[]
  /** The events that this process passed over because they cannot be read. */
  readonly unreadable: readonly Pick<UnreadableEvent, 'position' | 'reason'>[]
}

export interface OperationsDependencies {
  readonly store: EventStore
  readonly db: DataSource
  readonly views: readonly View[]
  readonly eventFeed: Pick<EventFeedConnection, 'degradedReasons' | 'kind' | 'isRelay'>
  readonly logWatch: Pick<LogWatch, 'offLog'>
  readonly viewOperations: ViewOperations
  /** The consumers whose parked cases can be retried. */
  readonly consumers: readonly Consumer[]
}

/** The operations on the views and consumers of a service. */
export const operationsOf = (dependencies: OperationsDependencies): Operations => {
  const { store, db, views, eventFeed, logWatch, viewOperations, consumers } = dependencies
  const findByName = <T extends { readonly name: string }>(all: readonly T[], name: string): T => {
    const found = all.find((item) => item.name === name)
    if (!found)
      throw new Problem('not-found', `unknown name ${name}; this service has: ${all.map((item) => item.name).join(', ') || 'none'}`)
    return found
  }
  const toEnd = async (purpose: Purpose, view: string, by: string): Promise<ViewResult> => {
    const { results, reason, state } = await viewOperations.run({ purpose, views: [view] }, by)
    const [result] = results
    if (result?.state === 'done') return result
    const detail = result?.reason ?? reason ?? `the operation was interrupted (${state}): another process continues it`
    throw new Problem(result?.state === 'refused' ? 'view-differs' : result ? 'work-under-way' : 'unavailable', detail, {
      retryAfterSeconds: 10,
    })
  }
  return {
    projections: async () =>
      (await listProjections(db, store, views)).map((status) => ({ ...status, underWay: viewOperations.underWay(status.name) })),
    onViews: viewOperations,
    rebuild: (name, by) => toEnd('rebuild', name, by),
    async verify(name, by) {
      const { compared } = await toEnd('verify', name, by)
      if (!compared) throw new Error(`the verification of ${name} has no result`)
      return compared
    },
    digest: async (name) => digest(db, findByName(views, name)),
    // What a second table has parked is that of its operation.
    parked: async () => (await parkedCases(db)).filter(({ consumer }) => !consumer.includes('~')),
    async retry(consumer, caseKey) {
      const retried = await retryParked(db, store, findByName(consumers, consumer), caseKey)
      if (!retried) throw new Problem('not-found', `no case with that key is parked for ${consumer}`)
      return retried
    },
    async skip(consumer, skip) {
      const retried = await skipParked(db, store, findByName(consumers, consumer), skip).catch((failure: unknown) => {
        throw failure instanceof NotFirstInQueue ? new Problem('stale-revision', failure.message) : failure
      })
      if (!retried) throw new Problem('not-found', `no case with that key is parked for ${consumer}`)
      return retried
    },
    skipped: () => skippedEvents(db),
    async realign(name, by) {
      const consumer = name === RELAY && eventFeed.isRelay ? { name, from: 'beginning' } : findByName(consumers, name)
      if (!(await logWatch.offLog()).some((off) => off.consumer === name))
        return { consumer: name, how: 'unchanged', position: await positionOf(db, name) }
      const view = views.find((one) => consumerNameOf(one) === name)
      if (view) return { consumer: name, how: 'rebuilt', position: (await toEnd('rebuild', view.name, by)).position ?? '0' }
      const { position } = await rewind(
        db,
        store,
        name,
        consumer.from === 'head' ? await store.startOf(name, await lastCommonPosition(db, store)) : '0',
      )
      if (name === RELAY) await rewindRelayed(db, position)
      return { consumer: name, how: 'rewound', position }
    },
    async feed() {
      const now = Date.now()
      const offLog = await logWatch.offLog()
      const [head, eventStore, degradedReasons, lags, relay] = await Promise.all([
        store.lastPosition(),
        // Without it, the rest is still what an operator needs.
        store.server().catch(() => undefined),
        eventFeed.degradedReasons(),
        Promise.all(consumers.map((consumer) => lagOf(db, store, consumer, now))),
        eventFeed.isRelay ? lagOf(db, store, { name: RELAY, events: 'every' }, now) : undefined,
      ])
      const unreadable = store.unreadableEvents().map(({ position, reason }) => ({ position, reason }))
      return {
        feed: eventFeed.kind,
        head,
        eventStore,
        relay,
        consumers: lags,
        offLog,
        degradedReasons: [...degradedReasons, ...offLog.map(offLogSentence)],
        unreadable,
      }
    },
  }
}
