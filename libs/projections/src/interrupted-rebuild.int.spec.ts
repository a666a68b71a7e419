import type { EventStore } from '@case-timeline/event-store'
import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { DataSource } from 'typeorm'
import { digest } from './digest.ts'
import { noteLog } from './note-log.fixtures.ts'
import { projection } from './projection.ts'
import { rebuild } from './rebuild.ts'
import { Noted, tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'
import { tablesOf } from './view-table.ts'
import type { View } from './view.ts'

const CASES = 40
const ROWS_PER_CASE = 300

let log: TestLog
let db: DataSource
let store: EventStore
let admin: pg.Client

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([tally, noteLog]))
  store = log.storeOf('prosecution')
  admin = new pg.Client({ connectionString: log.adminUrl })
  await admin.connect()
  const running: Promise<unknown>[] = []
  const facts = Array.from({ length: ROWS_PER_CASE }, (_, number) => ({ type: Noted.type, data: { number } }))
  for (let n = 0; n < CASES; n += 1) await log.record({ caseId: randomUUID(), facts, eventTypes: [Noted] })
  const stop = new AbortController()
  for (const consumer of [projection(tally, store), projection(noteLog, store)]) {
    const { stopped } = await storeFeed({ store }).consume({ db, consumer, signal: stop.signal })
    await waitFor(db, consumer.name, await store.lastPosition(), 60_000)
    running.push(stopped)
  }
  stop.abort()
  await Promise.all(running)
}, 120_000)
afterAll(async () => {
  await admin.end()
  await log.close()
})

/** Ends every session of the event store and of the views, several times while an operation runs. */
const interrupting = async <T>(operation: () => Promise<T>): Promise<{ result: T; interruptions: number }> => {
  const { url } = db.options as { url: string }
  const databases = [url, log.adminUrl].map((one) => new URL(one).pathname.slice(1))
  let isDone = false
  let interruptions = 0
  const interrupt = async () => {
    for (; !isDone && interruptions < 6; await pause(60)) {
      const { rowCount } = await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = any ($1) and pid <> pg_backend_pid()',
        [databases],
      )
      if (rowCount) interruptions += 1
    }
  }
  const interrupted = interrupt()
  const result = await operation().finally(() => (isDone = true))
  await interrupted
  return { result, interruptions }
}

/** One whose rows are written by statements with values, and one whose rows are copied. */
const VIEWS = [tally, noteLog] as unknown as readonly View[]

describe.each(VIEWS)('while the databases end their sessions again and again, of the view $name', (view) => {
  it('a rebuild continues, and ends with the same rows as an undisturbed one', async () => {
    const before = await digest(db, view)
    const { interruptions } = await interrupting(() => rebuild({ view, store, db }))
    expect(interruptions).toBeGreaterThan(1)
    expect(await digest(db, view)).toEqual(before)
  })

  it('a verification continues, and finds no difference', async () => {
    const { result, interruptions } = await interrupting(() => verify({ view, store, db }))
    expect(interruptions).toBeGreaterThan(1)
    expect(result).toMatchObject({ differing: 0, rows: CASES * ROWS_PER_CASE })
  })
})
