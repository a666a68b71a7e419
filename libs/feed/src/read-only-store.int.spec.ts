import { command, NoteTaken } from '@case-timeline/event-store/fixtures'
import { StoreUnavailable } from '@case-timeline/event-store'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { DataSource } from 'typeorm'
import { reaction } from './consumer.ts'
import { notedEventType } from './noted-event-type.fixtures.ts'
import { parkedCases } from './parked.ts'
import { waitFor } from './position.ts'
import { storeFeed } from './store-feed.ts'
import { type TestLog, testLog } from './test-log.fixtures.ts'

const Noted = notedEventType('Noted')

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  await log.allow([Noted, NoteTaken])
  db = await log.open()
})
afterAll(() => log.close())

/** Makes the event store accept writes or not, as for a standby; ends the sessions that were opened before. */
const setReadOnly = async (isReadOnly: boolean): Promise<void> => {
  const admin = new pg.Client({ connectionString: log.adminUrl })
  await admin.connect()
  try {
    await admin.query('set default_transaction_read_only = off')
    const database = new URL(log.adminUrl).pathname.slice(1)
    await admin.query(`alter database ${database} set default_transaction_read_only = ${isReadOnly}`)
    if (isReadOnly)
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()', [database])
  } finally {
    await admin.end()
  }
}

it('a reaction waits while the event store is read-only, parks nothing, and continues once it accepts writes', async () => {
  const store = log.storeOf('investigation')
  const name = `test.${randomUUID()}`
  const failures: unknown[] = []
  let open = (): void => undefined
  const isReadOnly = new Promise<void>((resolve) => (open = resolve))
  const consumer = reaction({
    name,
    on: Noted,
    run: async () => {
      await isReadOnly
      await store.append(command({ service: 'investigation' })).catch((error: unknown) => {
        failures.push(error)
        throw error
      })
    },
  })
  const stop = new AbortController()
  const { stopped } = await storeFeed({ store }).consume({ db, consumer, signal: stop.signal })
  const { lastPosition } = await log.record({
    caseId: randomUUID(),
    facts: [{ type: Noted.type, data: { number: 1 } }],
    eventTypes: [Noted],
  })
  await store.append(command({ service: 'investigation' }))
  await setReadOnly(true)
  open()
  while (failures.length < 2) await pause(20)
  await setReadOnly(false)
  expect(await waitFor(db, name, lastPosition, 30_000)).toBe(true)
  stop.abort()
  await stopped
  expect(failures.every((failure) => failure instanceof StoreUnavailable)).toBe(true)
  expect(await parkedCases(db, name)).toEqual([])
})
