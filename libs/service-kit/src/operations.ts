import type { DataSource } from 'typeorm'
import type { EventStore } from '@case-timeline/event-store'
import {
  type Consumer,
  type Lag,
  lagOf,
  NotTheFirst,
  type ParkedCase,
  parkedCases,
  RELAY,
  type Retried,
  retryParked,
  type Skip,
  type SkippedEvent,
  skippedEvents,
  skipParked,
} from '@case-timeline/feed'
import {
  AlreadyUnderWay,
  type Digest,
  digest,
  list,
  type Progress,
  type ProjectionStatus,
  type Rebuilt,
  rebuild,
  type Row,
  type Verified,
  verify,
  type View,
  type Work,
} from '@case-timeline/projections'
import { Problem } from './problem.ts'
import type { WayOfEvents } from './way-of-events.ts'

/** How a view stands, and how far the work on it in this process has come. */
export interface OperatedView extends ProjectionStatus {
  readonly underWay?: ({ readonly purpose: Purpose } & Progress) | undefined
}
type Purpose = 'rebuild' | 'verify'

/** What an operator may ask of a service. An abstract class, because Nest injects it by this token. */
export abstract class Operations {
  abstract projections(): Promise<readonly OperatedView[]>
  /** @throws Problem `not-found`, or `work-under-way` while the same is under way */
  abstract rebuild(view: string): Promise<Rebuilt>
  /** @throws Problem `not-found`, or `work-under-way` while the same is under way */
  abstract verify(view: string): Promise<Verified>
  /** @throws Problem `not-found` */
  abstract digest(view: string): Promise<Digest>
  abstract parked(): Promise<readonly ParkedCase[]>
  /** @throws Problem `not-found` when that case is not parked for that consumer */
  abstract retry(consumer: string, caseKey: string): Promise<Retried>
  /** @throws Problem `not-found`, or `stale-revision` when another event is the first that waits */
  abstract skip(consumer: string, skip: Skip): Promise<Retried>
  abstract skipped(): Promise<readonly SkippedEvent[]>
  /** How far each consumer is behind the event store, and the relay where this service runs it. */
  abstract feed(): Promise<FeedStatus>
}

export interface FeedStatus {
  /** `store` or `kafka`. */
  readonly feed: string
  /** The last position of the log. */
  readonly head: string
  readonly relay?: Lag | undefined
  readonly consumers: readonly Lag[]
  /** What keeps events from coming, each with what to do. */
  readonly hindrances: readonly string[]
}

export interface Operated {
  readonly store: EventStore
  readonly db: DataSource
  readonly views: readonly View[]
  readonly events: Pick<WayOfEvents, 'hindrances' | 'kind' | 'relays'>
  /** Those whose parked cases may be tried again. */
  readonly consumers: readonly Consumer[]
  /** Aborts long work when the service stops. */
  readonly signal: AbortSignal
}

export const operationsOf = ({ store, db, views, events, consumers, signal }: Operated): Operations => {
  const underWay = new Map<string, OperatedView['underWay']>()
  const named = <T extends { readonly name: string }>(all: readonly T[], name: string): T => {
    const found = all.find((one) => one.name === name)
    if (!found) throw new Problem('not-found', `this service has ${all.map((one) => one.name).join(', ') || 'none'}`)
    return found
  }
  const watched = async <T>(purpose: Purpose, name: string, work: (work: Work<Row>) => Promise<T>): Promise<T> => {
    const view = named(views, name)
    try {
      return await work({ view, store, db, signal, progress: (progress) => underWay.set(name, { purpose, ...progress }) })
    } catch (error) {
      throw error instanceof AlreadyUnderWay ? new Problem('work-under-way', error.message, { retryAfterSeconds: 10 }) : error
    } finally {
      underWay.delete(name)
    }
  }
  return {
    projections: async () => (await list(db, store, views)).map((status) => ({ ...status, underWay: underWay.get(status.name) })),
    rebuild: (name) => watched('rebuild', name, rebuild),
    verify: (name) => watched('verify', name, verify),
    digest: async (name) => digest(db, named(views, name)),
    parked: () => parkedCases(db),
    async retry(consumer, caseKey) {
      const retried = await retryParked(db, store, named(consumers, consumer), caseKey)
      if (!retried) throw new Problem('not-found', `no case of that key is parked for ${consumer}`)
      return retried
    },
    async skip(consumer, skip) {
      const retried = await skipParked(db, store, named(consumers, consumer), skip).catch((failure: unknown) => {
        throw failure instanceof NotTheFirst ? new Problem('stale-revision', failure.message) : failure
      })
      if (!retried) throw new Problem('not-found', `no case of that key is parked for ${consumer}`)
      return retried
    },
    skipped: () => skippedEvents(db),
    async feed() {
      const now = Date.now()
      const [head, hindrances, lags, relay] = await Promise.all([
        store.lastPosition(),
        events.hindrances(),
        Promise.all(consumers.map((consumer) => lagOf(db, store, consumer, now))),
        events.relays ? lagOf(db, store, { name: RELAY, events: 'every' }, now) : undefined,
      ])
      return { feed: events.kind, head, relay, consumers: lags, hindrances }
    },
  }
}
