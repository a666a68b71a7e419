import type { EventStore } from '@case-timeline/event-store'
import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { projection } from './projection.ts'
import { Noted, tally } from './tally.fixtures.ts'
import { tablesOf } from './view-table.ts'
import { consumerNameOf } from './view.ts'

/** Tallies over a real log, which a live consumer may follow. */
export interface TallyLog {
  readonly db: DataSource
  readonly store: EventStore
  readonly log: TestLog
  /** Notes numbers in a case, a new one by default. @returns the case */
  note(numbers: readonly number[], caseId?: string): Promise<string>
  /** Runs the live consumer until it has reached the end of the log. */
  follow(): Promise<void>
  /** Starts the live consumer. @returns a function that stops it after it has reached the end of the log */
  following(): Promise<() => Promise<void>>
  /** The rows of a case: number and count. */
  rowsOf(caseId: string): Promise<readonly { number: string; count: number }[]>
  /** The tables of the view, and of what is kept in addition. */
  tables(): Promise<readonly string[]>
  /** Empties the view, and drops what is kept in addition. */
  clear(): Promise<void>
  close(): Promise<void>
}

export const tallyLog = async (): Promise<TallyLog> => {
  const log = await testLog()
  const db = await log.open(tablesOf([tally]))
  const store = log.storeOf('prosecution')
  const tables = async () =>
    (
      (await db.query(`select tablename as name from pg_tables where tablename like 'number\\_tally%' order by 1`)) as { name: string }[]
    ).map(({ name }) => name)
  const following = async () => {
    const ending = new AbortController()
    const { stopped } = await storeFeed({ store }).consume({ db, consumer: projection(tally, store), signal: ending.signal })
    return async () => {
      await waitFor(db, consumerNameOf(tally), await store.lastPosition(), 60_000)
      ending.abort()
      await stopped
    }
  }
  return {
    ...{ db, store, log, tables, following },
    async note(numbers, caseId = randomUUID()) {
      await log.record({ caseId, facts: numbers.map((number) => ({ type: Noted.type, data: { number } })), eventTypes: [Noted] })
      return caseId
    },
    follow: async () => (await following())(),
    rowsOf: (caseId) => db.query('select number, count from number_tally_v1 where case_id = $1 order by number', [caseId]),
    async clear() {
      for (const name of await tables()) await db.query(name === 'number_tally_v1' ? `truncate ${name}` : `drop table ${name}`)
      await db.query('truncate feed_checkpoint, feed_lease, feed_parked_case cascade')
    },
    close: () => log.close(),
  }
}

/** A store that calls a function with each page that is read of the log. */
export const watchedStore = (store: EventStore, onPage: (events: number) => Promise<void> | void): EventStore =>
  new Proxy(store, {
    get(target, member) {
      const own: unknown = Reflect.get(target, member, target)
      if (member === 'readAll')
        return async (from: Parameters<EventStore['readAll']>[0]) => {
          const page = await target.readAll(from)
          await onPage(page.events.length)
          return page
        }
      return typeof own === 'function' ? own.bind(target) : own
    },
  })
