import { type TestDatabase, testDatabase } from '@case-timeline/embedded/fixtures'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { command } from '../contract/harness.fixtures.ts'
import { type AppendOutcome, type EventStore, type StoredEvent, StoreUnavailable } from '../event-store.ts'
import { CASE_INDEX_TABLES, type IndexDatabase } from './case-index-tables.ts'
import { testServers } from './server.fixtures.ts'

export type Server = Awaited<ReturnType<ReturnType<typeof testServers>['server']>>

/** Processes of one service, which keep their index of cases in one database. */
export interface IndexingService {
  readonly servers: ReturnType<typeof testServers>
  readonly db: IndexDatabase
  /** The statements that processes sent since they were last cleared. */
  readonly statements: string[]
  /** Sets what is called before each of their statements. */
  beforeEach(work: (statement: string) => void): void
  /** A process that writes after ten events. */
  aProcess(server: Server, bounds?: { readonly maxStreams?: number; readonly maxUnwritten?: number }): EventStore
  /** What a process without tables finds, which reads the whole log. */
  asRead(server: Server, caseIds: readonly string[]): ReturnType<typeof asFound>
  rows(statement: string, parameters?: unknown[]): Promise<readonly Record<string, unknown>[]>
  /** Makes empty tables. */
  begin(): Promise<void>
  clear(): Promise<void>
  close(): Promise<void>
}

export const indexingService = async (): Promise<IndexingService> => {
  const servers = testServers()
  const database: TestDatabase = await testDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  // The drop of the database may end a connection before the pool has closed it.
  pool.on('error', () => undefined)
  const statements: string[] = []
  let before: (statement: string) => void = () => undefined
  const rows = async (statement: string, parameters?: unknown[]) => (await pool.query<Record<string, unknown>>(statement, parameters)).rows
  const db: IndexDatabase = {
    async query(statement, parameters) {
      statements.push(statement)
      before(statement)
      return rows(statement, parameters)
    },
  }
  return {
    servers,
    db,
    statements,
    rows,
    beforeEach: (work) => void (before = work),
    aProcess: (server, bounds = {}) => servers.store(server.url(), { indexIn: { db, maxUnwritten: 10, ...bounds } }),
    asRead: (server, caseIds) => asFound(servers.store(server.url()), caseIds),
    async begin() {
      await pool.query('drop table if exists case_index, case_index_stream')
      for (const table of CASE_INDEX_TABLES) await pool.query(table)
      statements.splice(0)
    },
    async clear() {
      before = () => undefined
      await servers.clear()
    },
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}

export const positionOf = (answer: AppendOutcome): string => ('lastPosition' in answer ? answer.lastPosition : '0')

const idsOf = (events: readonly StoredEvent[]) => events.map(({ id }) => id)

/** Records an event in each of some cases, in new ones where fewer are given. @returns the ids of the cases */
export const recorded = async (store: EventStore, count: number, caseIds: readonly string[] = []): Promise<readonly string[]> => {
  const cases = Array.from({ length: count }, (_, n) => caseIds[n] ?? randomUUID())
  for (const caseId of cases) await store.append(command({ caseId }))
  return cases
}

/** The ids of the events of cases. */
export const asFound = (store: EventStore, caseIds: readonly string[]): Promise<readonly (readonly string[])[]> =>
  Promise.all(caseIds.map(async (caseId) => idsOf(await store.readCase(caseId))))

/** Repeats a question while the server does not answer. */
export const whenReachable = async <T>(question: () => Promise<T>): Promise<T> => {
  for (;;)
    try {
      return await question()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(20)
    }
}
