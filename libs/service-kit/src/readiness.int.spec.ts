import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { EventStore } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { VaultUnavailable } from '@case-timeline/vault'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DataSource } from 'typeorm'
import { clockWatchOf } from './clock-watch.ts'
import { HealthController } from './health.controller.ts'
import { logWatchOf } from './log-watch.ts'
import { readinessOf } from './readiness.ts'

const BROKER_AWAY = 'no broker answers at 127.0.0.1:9092: check that Kafka runs there and that EVENT_FEED_URL names it'

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open()
})
afterAll(() => log.close())

/** A service with an event feed whose degraded reasons can be set. */
const service = () => {
  const degradedReasons: string[] = []
  const waiting: string[] = []
  let wasReached = true
  const events = { degradedReasons: () => Promise.resolve([...degradedReasons]), wasReached: () => wasReached }
  const startWithoutBroker = (): void => {
    wasReached = false
    degradedReasons.push(BROKER_AWAY)
  }
  const logWatch = logWatchOf(db, log.storeOf('prosecution'), () => [])
  let aheadMs = 0
  const clockWatch = clockWatchOf(log.storeOf('prosecution'), () => Date.now() + aheadMs)
  let isLocked = false
  let isStopping = false
  const vault = { ping: () => (isLocked ? Promise.reject(new VaultUnavailable('unavailable')) : Promise.resolve()) }
  const readiness = readinessOf({
    store: log.storeOf('prosecution'),
    db,
    vault,
    eventFeed: events,
    logWatch,
    clockWatch,
    ownDegradedReasons: () => waiting,
    isStopping: () => isStopping,
  })
  const lock = (): void => {
    isLocked = true
  }
  const setClock = (seconds: number): void => {
    aheadMs = seconds * 1_000
  }
  const stop = (): void => {
    isStopping = true
  }
  return { degradedReasons, startWithoutBroker, waiting, lock, setClock, stop, health: new HealthController(readiness) }
}

it('a service is ready if its store, its database and its event feed can be reached', async () => {
  expect(await service().health.ready()).toEqual({ status: 'ok' })
})

it('the reasons are not shown through a proxy, where a stranger may ask', async () => {
  const { degradedReasons, health } = service()
  degradedReasons.push(BROKER_AWAY)
  expect(await health.ready({ 'x-forwarded-for': '192.0.2.7' })).toEqual({ status: 'degraded' })
  expect(await health.ready()).toEqual({ status: 'degraded', degradedReasons: [BROKER_AWAY] })
})

it('a service that starts without its broker is not ready, states the reason, and becomes ready with the broker', async () => {
  const { degradedReasons, startWithoutBroker, health } = service()
  startWithoutBroker()
  await expect(health.ready()).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'cannot reach: the event feed',
    members: { missing: ['the event feed'], degradedReasons: [BROKER_AWAY] },
  })
  degradedReasons.pop()
  expect(await health.ready()).toEqual({ status: 'ok' })
})

it('a service that loses its broker later stays ready, though nobody asked before, because commands need none, and reports degraded', async () => {
  const { degradedReasons, health } = service()
  degradedReasons.push(BROKER_AWAY)
  expect(await health.ready()).toEqual({ status: 'degraded', degradedReasons: [BROKER_AWAY] })
})

it('a service whose signed commands are waiting is ready, and reports degraded', async () => {
  const { waiting, health } = service()
  waiting.push('commands from agencies are not taken: topic case-commands.prosecution is not there')
  expect(await health.ready()).toEqual({ status: 'degraded', degradedReasons: waiting })
})

it('a service that cannot reach the vault stays ready, because few commands encrypt members, and reports degraded', async () => {
  const { lock, health } = service()
  lock()
  expect(await health.ready()).toEqual({
    status: 'degraded',
    degradedReasons: [expect.stringMatching(/^the vault cannot be reached: .*VAULT_URL/)],
  })
})

it('a service whose clock differs from that of its event store stays ready, and reports degraded until they agree', async () => {
  const { setClock, health } = service()
  setClock(-120)
  expect(await health.ready()).toEqual({
    status: 'degraded',
    degradedReasons: [
      expect.stringMatching(/^the clock of the event store is 1(19|20) s ahead of the clock of this service: correct the wrong one/),
    ],
  })
  setClock(0)
  expect(await health.ready()).toEqual({ status: 'ok' })
})

it('a service whose database cannot be reached is not ready', async () => {
  const gone = new DataSource({ type: 'postgres', url: 'postgres://nobody@127.0.0.1:1/nothing' })
  const events = { degradedReasons: () => Promise.resolve([]), wasReached: () => true }
  const readiness = readinessOf({
    store: log.storeOf('prosecution'),
    db: gone,
    vault: { ping: () => Promise.resolve() },
    logWatch: logWatchOf(gone, log.storeOf('prosecution'), () => []),
    clockWatch: clockWatchOf(log.storeOf('prosecution')),
    eventFeed: events,
    ownDegradedReasons: () => [],
    isStopping: () => false,
  })
  expect(await readiness.state()).toEqual({ isStopping: false, missing: ['the views’ database'], degradedReasons: [] })
})

/** With everything but the event store in order. */
const readinessOn = (store: EventStore) =>
  readinessOf({
    store,
    db,
    vault: { ping: () => Promise.resolve() },
    logWatch: logWatchOf(db, store, () => []),
    clockWatch: clockWatchOf(store),
    eventFeed: { degradedReasons: () => Promise.resolve([]), wasReached: () => true },
    ownDegradedReasons: () => [],
    isStopping: () => false,
  })

it.each(['postgres://nobody@ADDRESS/nothing', 'esdb://ADDRESS?tls=false'])(
  'a service whose event store accepts connections and answers nothing is not ready within three seconds: %s',
  async (url) => {
    const sockets = new Set<Socket>()
    const silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const store = openEventStore(url.replace('ADDRESS', `127.0.0.1:${(silent.address() as AddressInfo).port}`), 'prosecution')
    const readiness = readinessOn(store)
    try {
      const state = await Promise.race([readiness.state(), pause(3_000, 'no answer yet', { ref: false })])
      expect(state).toEqual({ isStopping: false, missing: ['the event store'], degradedReasons: [] })
    } finally {
      for (const socket of sockets) socket.destroy()
      silent.close()
      await store.close()
    }
  },
)

it('a service whose login the event store refuses is not ready, and says so: its server is not away', async () => {
  const store = openEventStore(log.urlOf('prosecution').replace(/:[^:@]+@/, ':another@'), 'prosecution')
  const readiness = readinessOn(store)
  try {
    const { missing, degradedReasons } = await readiness.state()
    expect(missing).toEqual(['the event store'])
    expect(degradedReasons).toEqual([expect.stringMatching(/^the event store refuses the login of this service: .*EVENT_STORE_URL/)])
  } finally {
    await store.close()
  }
})

it('a service that is stopping is not ready, states that as the reason, and is alive', async () => {
  const { health, stop } = service()
  stop()
  await expect(health.ready()).rejects.toMatchObject({ kind: 'unavailable', members: { reason: 'stopping' } })
  expect(health.live()).toEqual({ status: 'ok' })
})
