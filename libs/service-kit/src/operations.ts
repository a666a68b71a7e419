import type { DataSource } from 'typeorm'
import type { EventStore, UnreadableEvent } from '@case-timeline/event-store'
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
  AlreadyUnderWay,
  consumerNameOf,
  type Digest,
  digest,
  listProjections,
  type Progress,
  type ProjectionStatus,
  type RebuildResult,
  rebuild,
  type Row,
  shadowNameOf,
  type VerifyResult,
  verify,
  type View,
  type Work,
} from '@case-timeline/projections'
import { Problem } from '@case-timeline/http'
import type { EventFeedConnection } from './event-feed-connection.ts'
import type { LogWatch } from './log-watch.ts'
import type { OperationWatch } from './operation-watch.ts'

/** The status of a view, and the progress of an operation on it in this process. */
export interface ViewStatus extends ProjectionStatus {
  readonly underWay?: ({ readonly purpose: Purpose } & Progress) | undefined
}
type Purpose = 'rebuild' | 'verify'

/** The operations of a service for operators. An abstract class, because Nest injects it by this token. */
export abstract class Operations {
  abstract projections(): Promise<readonly ViewStatus[]>
  /** @throws Problem `not-found`, or `work-under-way` while the same operation is in progress */
  abstract rebuild(view: string): Promise<RebuildResult>
  /** @throws Problem `not-found`, or `work-under-way` while the same operation is in progress */
  abstract verify(view: string): Promise<VerifyResult>
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
  abstract realign(consumer: string): Promise<Realigned>
  /** The lag of each consumer, and of the relay if this service runs it. */
  abstract feed(): Promise<FeedStatus>
}

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
  readonly operationWatch: Pick<OperationWatch, 'begin'>
  /** The consumers whose parked cases can be retried. */
  readonly consumers: readonly Consumer[]
  /** Aborts long-running operations when the service stops. */
  readonly signal: AbortSignal
}

/** The operations on the views and consumers of a service. */
export const operationsOf = (dependencies: OperationsDependencies): Operations => {
  const { store, db, views, eventFeed, logWatch, operationWatch, consumers, signal } = dependencies
  const underWay = new Map<string, ViewStatus['underWay']>()
  const findByName = <T extends { readonly name: string }>(all: readonly T[], name: string): T => {
    const found = all.find((item) => item.name === name)
    if (!found)
      throw new Problem('not-found', `unknown name ${name}; this service has: ${all.map((item) => item.name).join(', ') || 'none'}`)
    return found
  }
  const withProgress = async <T>(purpose: Purpose, name: string, work: (work: Work<Row>) => Promise<T>): Promise<T> => {
    const view = findByName(views, name)
    const operation = operationWatch.begin(shadowNameOf(view, purpose))
    let own: ViewStatus['underWay']
    const progress = (made: Progress): void => {
      own = { purpose, ...made }
      underWay.set(name, own)
      operation.progress(made)
    }
    try {
      return await work({ view, store, db, signal, progress })
    } catch (error) {
      throw error instanceof AlreadyUnderWay ? new Problem('work-under-way', error.message, { retryAfterSeconds: 10 }) : error
    } finally {
      // One that was refused leaves the progress of the one that runs.
      if (own && underWay.get(name) === own) underWay.delete(name)
      operation.end()
    }
  }
  return {
    projections: async () =>
      (await listProjections(db, store, views)).map((status) => ({ ...status, underWay: underWay.get(status.name) })),
    rebuild: (name) => withProgress('rebuild', name, rebuild),
    verify: (name) => withProgress('verify', name, verify),
    digest: async (name) => digest(db, findByName(views, name)),
    parked: () => parkedCases(db),
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
    async realign(name) {
      const consumer = name === RELAY && eventFeed.isRelay ? { name, from: 'beginning' } : findByName(consumers, name)
      if (!(await logWatch.offLog()).some((off) => off.consumer === name))
        return { consumer: name, how: 'unchanged', position: await positionOf(db, name) }
      const view = views.find((one) => consumerNameOf(one) === name)
      if (view) return { consumer: name, how: 'rebuilt', position: (await withProgress('rebuild', view.name, rebuild)).position }
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
      const [head, degradedReasons, lags, relay] = await Promise.all([
        store.lastPosition(),
        eventFeed.degradedReasons(),
        Promise.all(consumers.map((consumer) => lagOf(db, store, consumer, now))),
        eventFeed.isRelay ? lagOf(db, store, { name: RELAY, events: 'every' }, now) : undefined,
      ])
      const unreadable = store.unreadableEvents().map(({ position, reason }) => ({ position, reason }))
      return {
        feed: eventFeed.kind,
        head,
        relay,
        consumers: lags,
        offLog,
        degradedReasons: [...degradedReasons, ...offLog.map(offLogSentence)],
        unreadable,
      }
    },
  }
}
