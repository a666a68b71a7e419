import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { DataSource } from 'typeorm'
import { projection } from './projection.ts'
import { Noted, tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'
import { tablesOf } from './view-table.ts'
import { consumerNameOf } from './view.ts'

const ROUNDS = 48

let log: TestLog
let db: DataSource
let admin: pg.Client
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([tally]))
  admin = new pg.Client({ connectionString: log.adminUrl })
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await log.close()
})

it('a view has every event once although its sessions are killed at any moment, with two replicas', async () => {
  const store = log.storeOf('prosecution')
  const ending = new AbortController()
  const replicas = [storeFeed({ store, leaseMs: 600 }), storeFeed({ store, leaseMs: 600 })]
  const running = await Promise.all(replicas.map((feed) => feed.consume({ db, consumer: projection(tally, store), signal: ending.signal })))
  const cases = [randomUUID(), randomUUID(), randomUUID()]
  const database = new URL(String('url' in db.options && db.options.url)).pathname.slice(1)
  let lastPosition = '0'
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const caseId of cases)
      lastPosition = (await log.record({ caseId, facts: [{ type: Noted.type, data: { number: 1 } }], eventTypes: [Noted] })).lastPosition
    // At another moment of a delivery in each round.
    await pause(round % 12)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
    await waitFor(db, consumerNameOf(tally), lastPosition, 300).catch(() => false)
  }
  while (!(await waitFor(db, consumerNameOf(tally), lastPosition, 1_000).catch(() => false)));
  const counts: { count: number }[] = await db.query('select count from number_tally_v1')
  expect(counts.map(({ count }) => count)).toEqual([ROUNDS, ROUNDS, ROUNDS])
  expect(await verify({ view: tally, store, db })).toMatchObject({ rows: 3, differing: 0 })
  ending.abort()
  await Promise.all(running.map(({ stopped }) => stopped))
})
