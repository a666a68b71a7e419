import { setTimeout as pause } from 'node:timers/promises'
import { comparePositions } from '@case-timeline/contracts'
import { type Consumer, openFeed, positionOf, RELAY, startRelay } from '@case-timeline/feed'
import pg from 'pg'
import type { DataSource } from 'typeorm'
import { percentile } from '../load.ts'
import { type BenchEnvironment, DIGEST_KEY } from './bench-environment.ts'

/** Milliseconds from the answer to an append until another connection sees its effect. */
export interface Freshness {
  readonly p50: number
  readonly p99: number
}

const WARM_UP_EVENTS = 100
const CHANNEL = 'seen'

// The database notifies of an effect only after it has committed.
const notifyingConsumer: Consumer = {
  name: 'bench.freshness',
  events: 'every',
  from: 'head',
  limit: 100,
  apply: async (events, db) => {
    await db.query(`select pg_notify('${CHANNEL}', $1)`, [events.map(({ position }) => position).join(' ')])
  },
}

const notificationClient = async (db: DataSource, onPosition: (position: string, now: number) => void): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: String('url' in db.options && db.options.url) })
  await client.connect()
  client.on('notification', ({ payload = '' }) => {
    const now = performance.now()
    for (const position of payload.split(' ')) onPosition(position, now)
  })
  await client.query(`listen ${CHANNEL}`)
  return client
}

/** Appends at a steady rate and measures when each event has taken effect on a consumer of another service. */
export const freshnessOf = async (
  environment: BenchEnvironment,
  kind: 'store' | 'kafka',
  perSecond: number,
  seconds: number,
): Promise<Freshness> => {
  const db = await environment.views()
  const stopping = new AbortController()
  const { signal } = stopping
  const url = kind === 'store' ? 'store:' : await environment.topics()
  const relayDb = await environment.views()
  const common = { deployment: 'bench', digestKey: DIGEST_KEY }
  const relay =
    kind === 'store' ? undefined : await startRelay({ ...common, url, store: environment.storeOf('auditTrail'), db: relayDb, signal })
  // The measurement is the delay of new events, not the time that a new relay needs for the existing log.
  const head = await environment.storeOf('auditTrail').lastPosition()
  while (relay && comparePositions(await positionOf(relayDb, RELAY), head) < 0) await pause(20)
  const feed = openFeed(url, { ...common, store: environment.storeOf('prosecution'), service: 'prosecution' })
  const seenAt = new Map<string, number>()
  const client = await notificationClient(db, (position, now) => seenAt.set(position, now))
  const consuming = await feed.consume({ db, consumer: notifyingConsumer, signal })
  const appendedAt = new Map<string, number>()
  const count = WARM_UP_EVENTS + perSecond * seconds
  const start = performance.now()
  const appending: Promise<void>[] = []
  for (let number = 0; number < count; number += 1) {
    const due = start + (number * 1_000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await pause(wait)
    appending.push(
      environment
        .storeOf('investigation')
        .append(environment.command())
        .then((answer) => {
          if (answer.outcome !== 'appended') throw new Error(`append answered ${answer.outcome}`)
          if (number >= WARM_UP_EVENTS) appendedAt.set(answer.lastPosition, performance.now())
        }),
    )
  }
  await Promise.all(appending)
  const deadline = performance.now() + 60_000
  while ([...appendedAt.keys()].some((position) => !seenAt.has(position))) {
    if (performance.now() > deadline) throw new Error(`${kind}: not every event took effect within a minute`)
    await pause(20)
  }
  stopping.abort()
  await Promise.all([consuming.stopped, relay?.stopped])
  await feed.close()
  await client.end()
  const delays = [...appendedAt].map(([position, appended]) => Math.max(0, (seenAt.get(position) ?? 0) - appended)).sort((a, b) => a - b)
  return { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99) }
}
