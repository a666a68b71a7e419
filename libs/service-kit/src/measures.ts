import type { EventStore } from '@case-timeline/event-store'
import { type Consumer, type Lag, lagOf, type Measure, RELAY } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'
import { CATCH_UP, catchUp } from './catch-up.ts'
import type { Readiness } from './health.controller.ts'
import type { EventFeedConnection } from './event-feed-connection.ts'
import type { LogWatch } from './log-watch.ts'
import type { OperationWatch } from './operation-watch.ts'
import { sharedFor } from './shared.ts'

/** Measures that do not depend on the kind of feed: the positions and parked cases of this service's consumers. */
export const consumerMeasures = async (db: DataSource, store: EventStore, consumers: readonly Consumer[]): Promise<readonly Measure[]> => {
  const rows: { consumer: string; position: string; parked: number }[] = await db.query(
    `select consumer, min(position)::text as position,
        (select count(*)::int from feed_parked_case parked where parked.consumer = checkpoint.consumer) as parked
      from feed_checkpoint checkpoint where consumer = any ($1) group by consumer order by consumer`,
    [consumers.map(({ name }) => name)],
  )
  return [
    { ...HEAD, labels: {}, value: Number(await store.lastPosition()) },
    { ...UNREADABLE, labels: {}, value: store.unreadableEvents().length },
    ...rows.map(({ consumer, position }) => ({ ...POSITION, labels: { consumer }, value: Number(position) })),
    ...rows.map(({ consumer, parked }) => ({ ...PARKED, labels: { consumer }, value: parked })),
  ]
}

/** Counting reads many rows: not more often than this, however often the metrics are read. */
const COUNT_EVERY_MS = 5_000

/**
 * How far the consumers are behind the log, and when they will have caught up. One after another, so that a scrape takes
 * one connection.
 */
const lagMeasures = (
  db: DataSource,
  store: EventStore,
  consumers: () => readonly Pick<Consumer, 'name' | 'events'>[],
): (() => Promise<readonly Measure[]>) => {
  const { estimate } = catchUp()
  return sharedFor(COUNT_EVERY_MS, async () => {
    const end = await store.lastPosition()
    const lags: Lag[] = []
    for (const consumer of consumers()) lags.push(await lagOf(db, store, consumer, Date.now()))
    const now = Date.now()
    return [
      ...lags.map(({ consumer, behind }) => ({ ...LAG_EVENTS, labels: { consumer }, value: behind })),
      ...lags.flatMap(({ consumer, behindSeconds }) =>
        behindSeconds === undefined ? [] : [{ ...LAG_SECONDS, labels: { consumer }, value: behindSeconds }],
      ),
      ...lags.flatMap((lag) => {
        const value = estimate(lag, end, now)
        return value === undefined ? [] : [{ ...CATCH_UP, labels: { consumer: lag.consumer }, value }]
      }),
    ]
  })
}

/** What the gauges of a service are read from. */
export interface MeasureDependencies {
  readonly store: EventStore
  readonly db: DataSource
  readonly eventFeed: Pick<EventFeedConnection, 'measures' | 'isRelay'>
  readonly logWatch: Pick<LogWatch, 'measures'>
  readonly readiness: Readiness
  readonly operationWatch: Pick<OperationWatch, 'measures'>
  /** Of this service; it may grow. */
  readonly consumers: readonly Consumer[]
  /** Of the service's own views. */
  ownMeasures(): Promise<readonly Measure[]>
}

/** The sources of all gauges, each read by itself: one that fails leaves the others. */
export const measureSources = (of: MeasureDependencies): readonly (() => Promise<readonly Measure[]>)[] => {
  const { store, db, eventFeed, logWatch, readiness, operationWatch, consumers } = of
  const relays = eventFeed.isRelay ? [{ name: RELAY, events: 'every' as const }] : []
  return [
    eventFeed.measures,
    logWatch.measures,
    () => consumerMeasures(db, store, consumers),
    lagMeasures(db, store, () => [...consumers, ...relays]),
    operationWatch.measures,
    () => readinessMeasures(readiness),
    sharedFor(COUNT_EVERY_MS, () => of.ownMeasures()),
  ]
}

/** Whether the service is ready, and how many reasons degrade it. */
const readinessMeasures = async (readiness: Readiness): Promise<readonly Measure[]> => {
  const { isStopping, missing, degradedReasons } = await readiness.state()
  return [
    { ...READY, labels: {}, value: missing.length === 0 && !isStopping ? 1 : 0 },
    { ...DEGRADED, labels: {}, value: degradedReasons.length },
  ]
}

const READY = { name: 'case_timeline_ready', help: 'Whether the service is ready: 1 or 0.' }
const DEGRADED = { name: 'case_timeline_degraded', help: 'Number of reasons for which the service is degraded; /health/ready has them.' }
const LAG_EVENTS = {
  name: 'case_timeline_consumer_lag_events',
  help: 'Events that wait for a consumer; counting stops at about 10,000.',
}
const LAG_SECONDS = {
  name: 'case_timeline_consumer_lag_seconds',
  help: 'Age of the oldest event that waits for a consumer, also with a parked case; 0 when none waits, absent while unknown.',
}
const HEAD = {
  name: 'case_timeline_log_position',
  help: 'Last position of the log; the distance between two positions depends on the store.',
}
const POSITION = {
  name: 'case_timeline_consumer_position',
  help: 'Log position up to which a consumer has handled all events; the lowest of its partitions.',
}
const PARKED = { name: 'case_timeline_parked_cases', help: 'Cases that are parked because one of their events could not be handled.' }
const UNREADABLE = {
  name: 'case_timeline_unreadable_events',
  help: 'Events of the log that readers of this process passed over because their envelope or data cannot be read; above 0, verify the log.',
}
