import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { VaultUnavailable } from '@case-timeline/vault'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DataSource } from 'typeorm'
import { HealthController } from './health.controller.ts'
import { readinessOf } from './readiness.ts'

const BROKER_AWAY = 'no broker answers at 127.0.0.1:9092: check that Kafka runs there and that EVENT_FEED_URL names it'

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open()
})
afterAll(() => log.close())

/** A service whose feed is hindered as it is told. */
const service = () => {
  const hindrances: string[] = []
  const waiting: string[] = []
  const events = { hindrances: () => Promise.resolve([...hindrances]) }
  let isLocked = false
  const vault = { ping: () => (isLocked ? Promise.reject(new VaultUnavailable('away')) : Promise.resolve()) }
  const readiness = readinessOf({ store: log.storeOf('prosecution'), db, vault, events, commands: () => waiting })
  const lock = (): void => {
    isLocked = true
  }
  return { hindrances, waiting, lock, health: new HealthController(readiness) }
}

it('a service is ready when its store, its database and its feed can be reached', async () => {
  expect(await service().health.ready()).toEqual({ status: 'ok' })
})

it('one that starts while the broker is away is not ready, says why, and becomes ready when the broker is there', async () => {
  const { hindrances, health } = service()
  hindrances.push(BROKER_AWAY)
  await expect(health.ready()).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'cannot reach: the feed',
    members: { missing: ['the feed'], hindrances: [BROKER_AWAY] },
  })
  hindrances.pop()
  expect(await health.ready()).toEqual({ status: 'ok' })
})

it('one that loses the broker later stays in service, since commands need none, and says that events do not come', async () => {
  const { hindrances, health } = service()
  await health.ready()
  hindrances.push(BROKER_AWAY)
  expect(await health.ready()).toEqual({ status: 'degraded', hindrances: [BROKER_AWAY] })
})

it('one in which commands of agencies wait is ready, and says so', async () => {
  const { waiting, health } = service()
  waiting.push('commands from agencies are not taken: topic case-commands.prosecution is not there')
  expect(await health.ready()).toEqual({ status: 'degraded', hindrances: waiting })
})

it('one that cannot reach the vault stays in service, since few commands seal something, and says so', async () => {
  const { lock, health } = service()
  lock()
  expect(await health.ready()).toEqual({
    status: 'degraded',
    hindrances: [expect.stringMatching(/^the vault cannot be reached: .*VAULT_URL/)],
  })
})

it('one whose database is gone is not ready', async () => {
  const gone = new DataSource({ type: 'postgres', url: 'postgres://nobody@127.0.0.1:1/nothing' })
  const events = { hindrances: () => Promise.resolve([]) }
  const readiness = readinessOf({
    store: log.storeOf('prosecution'),
    db: gone,
    vault: { ping: () => Promise.resolve() },
    events,
    commands: () => [],
  })
  expect(await readiness.state()).toEqual({ missing: ['the views’ database'], hindrances: [] })
})
