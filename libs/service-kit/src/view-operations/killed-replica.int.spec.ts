import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { digest, projection, type StoredView, storedView, tablesOf } from '@case-timeline/projections'
import { Noted } from '@case-timeline/projections/fixtures'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { rebuildingReplica } from './replica-process.fixtures.ts'
import { viewOperationMigrations } from './view-operation.migration.ts'
import { viewOperationsOf } from './view-operations.ts'

const EVENTS = 20 * 300

const latest: StoredView<{ readonly caseId: string; readonly number: number }> = storedView({
  name: 'latest-number',
  version: 1,
  columns: { number: 'int' },
  migration: 1_764_000_000_002,
  events: [Noted],
  on: { [Noted.type]: (_, { caseId, data }) => ({ caseId, number: data.number }) },
})

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  const { entities, migrations } = tablesOf([latest])
  db = await log.open({ entities, migrations: [...viewOperationMigrations, ...migrations] })
  const facts = Array.from({ length: 300 }, (_, number) => ({ type: Noted.type, data: { number } }))
  for (let n = 0; n < EVENTS; n += facts.length) await log.record({ caseId: randomUUID(), facts, eventTypes: [Noted] })
  const [store, ending] = [log.storeOf('prosecution'), new AbortController()]
  const consumer = projection(latest, store)
  const { stopped } = await storeFeed({ store }).consume({ db, consumer, signal: ending.signal })
  await waitFor(db, consumer.name, await store.lastPosition(), 60_000)
  ending.abort()
  await stopped
}, 60_000)
afterAll(() => log.close())

it('an operation on views is continued by another replica fifteen seconds after its own was killed, from where it was', async () => {
  const before = await digest(db, latest)
  const operations = viewOperationsOf({
    store: log.storeOf('prosecution'),
    db,
    views: [latest],
    operationWatch: { begin: () => ({ progress: () => undefined, waiting: () => undefined, end: () => undefined }) },
    release: '0.1.0',
    signal: new AbortController().signal,
  })
  const current = async () => (await operations.list())[0]
  const killed = rebuildingReplica({ store: log.urlOf('prosecution'), views: (db.options as { url: string }).url })
  while (((await current())?.events ?? 0) === 0) await pause(50)
  await killed.kill()
  const killedAt = performance.now()
  await db.query(`update view_operation set options = '{}'`)

  for (let left = 200; left > 0 && (await current())?.state === 'running'; left -= 1) {
    await operations.takeOver()
    await pause(200)
  }
  // It was seen up to half a second before the kill.
  expect(performance.now() - killedAt).toBeGreaterThan(14_000)
  await operations.idle()
  const ended = await current()
  expect(ended).toMatchObject({ state: 'done', requestedBy: 'o.reyes', results: [{ view: 'latest-number', state: 'done' }] })
  expect(Number(ended?.results[0]?.continuedFrom)).toBeGreaterThan(0)
  expect(ended?.results[0]?.events).toBeLessThan(EVENTS)
  expect(await digest(db, latest)).toEqual(before)
}, 120_000)
