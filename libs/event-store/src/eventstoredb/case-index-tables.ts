import { randomInt } from 'node:crypto'
import { comparePositions } from '@case-timeline/contracts'
import pg from 'pg'
import { StoreUnavailable } from '../event-store.ts'

/** The database of a service's views, in which its index of cases is kept. */
export interface IndexDatabase {
  /** @returns the rows of the statement */
  query(statement: string, parameters?: unknown[]): Promise<unknown>
  close?(): Promise<void>
}

/**
 * Opens a database with connections of its own: a consumer asks about a case in the midst of a transaction, and would wait for
 * another connection of the pool from which it has its own. Connects on first use.
 * @param url of the database, with the service's login
 */
export const indexDatabase = (url: string): IndexDatabase & { close(): Promise<void> } => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'case-timeline index of cases',
    max: 2,
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  // The next statement needs another connection, and reports why it gets none.
  pool.on('error', () => undefined)
  return {
    query: async (statement, parameters) => (await pool.query<Record<string, unknown>>(statement, parameters)).rows,
    close: () => pool.end(),
  }
}

/**
 * The tables of the index, made by a migration of the views' database. This shape is stored. All that rests on one log has
 * one number of `filling`: what was filled from another log is not read, also while it is not deleted yet.
 */
export const CASE_INDEX_TABLES = [
  `create table if not exists case_index (
    only_row boolean primary key default true check (only_row), filling int not null, position bigint not null, hash text)`,
  `create table if not exists case_index_stream (
    case_id text, filling int, stream text, position bigint not null, primary key (case_id, filling, stream))`,
] as const

/** Up to where a filling of the tables has the log, and the hash of the event there. */
export interface Filled {
  readonly filling: number
  /** `0`: nothing yet. */
  readonly position: string
  readonly hash: string | null
}

/** By the (shortened) name of each stream of a case, the position of the newest event of the case in it. */
export type CaseStreams = Map<string, string>

export interface CaseIndexTables {
  /** Up to where the tables are filled; a first filling is begun where there is none. */
  filled(): Promise<Filled>
  /** What the tables have of some cases, and up to where they were filled at that moment: undefined where they are lost. */
  find(caseIds: readonly string[]): Promise<{ readonly filled: Filled | undefined; readonly cases: ReadonlyMap<string, CaseStreams> }>
  /**
   * Adds what is after `from` and up to `to`, together with `to` itself.
   * @returns false if the tables are no longer filled up to `from`; then nothing was added
   */
  add(from: Filled, to: Filled, cases: ReadonlyMap<string, CaseStreams>): Promise<boolean>
  /** Begins another filling, unless that was done since. Removes what the one before had. */
  startAgain(filling: number): Promise<void>
}

const UNDEFINED_TABLE = '42P01'
/** Two processes made the same table at the same moment: its row, its name, or the name of its type was taken. */
const MADE_MEANWHILE = new Set(['23505', '42P07', '42710'])

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** A malformed value, a violated constraint, or a statement that the database refuses: to send it again changes nothing. */
const isRefused = (code: string | undefined): boolean => /^(22|23|42)/.test(code ?? '')

const failureOf = (error: unknown): unknown =>
  isRefused(codeOf(error))
    ? error
    : new StoreUnavailable(
        `the index of cases cannot be used, since the database of the views did not answer (${error instanceof Error ? error.message : String(error)}): send the same command again`,
        { cause: error },
      )

const FIND = `
  select i.filling, i.position, i.hash, s.case_id, s.stream, s.position as newest
  from case_index i left join case_index_stream s on s.case_id = any($1::text[]) and s.filling = i.filling`

// The row of the position is locked first, so that processes write one after another.
const ADD = `
  with moved as (
    update case_index set position = $3, hash = $4 where filling = $1 and position = $2 returning filling
  ), added as (
    insert into case_index_stream (case_id, filling, stream, position)
    select a.case_id, moved.filling, a.stream, a.position
    from moved, unnest($5::text[], $6::text[], $7::bigint[]) a(case_id, stream, position)
    on conflict (case_id, filling, stream) do update set position = greatest(case_index_stream.position, excluded.position)
  )
  select filling from moved`

const BEGIN = `
  with begun as (insert into case_index (filling, position) values ($1, 0) on conflict do nothing returning filling)
  select filling from begun`

const START_AGAIN = `
  with again as (update case_index set filling = $2, position = 0, hash = null where filling = $1 returning filling)
  select filling from again`

const REMOVE_OTHERS = `
  with removed as (delete from case_index_stream where filling not in (select filling from case_index) returning 1)
  select count(*) from removed`

interface FoundRow extends Filled {
  readonly case_id: string | null
  readonly stream: string
  readonly newest: string
}

export const caseIndexTables = (db: IndexDatabase): CaseIndexTables => {
  const make = async (): Promise<void> => {
    for (const table of CASE_INDEX_TABLES)
      await db.query(table).catch((error: unknown) => {
        if (!MADE_MEANWHILE.has(codeOf(error) ?? '')) throw error
      })
    // The table that was not lost says nothing about the other one.
    await db.query('with removed as (delete from case_index returning 1) select count(*) from removed')
  }
  const rows = async <T>(statement: string, parameters: unknown[] = []): Promise<readonly T[]> => {
    try {
      return (await db.query(statement, parameters)) as readonly T[]
    } catch (error) {
      if (codeOf(error) !== UNDEFINED_TABLE) throw failureOf(error)
      await make().catch((failure: unknown) => {
        throw failureOf(failure)
      })
      return []
    }
  }
  const newFilling = (): number => randomInt(1, 2 ** 31)
  const removeOthers = () => rows(REMOVE_OTHERS)

  return {
    async filled() {
      for (;;) {
        const [filled] = await rows<Filled>('select filling, position, hash from case_index')
        if (filled) return filled
        if ((await rows(BEGIN, [newFilling()])).length > 0) await removeOthers()
      }
    },
    async find(caseIds) {
      const found = await rows<FoundRow>(FIND, [caseIds])
      const cases = new Map<string, CaseStreams>()
      for (const { case_id: caseId, stream, newest } of found) {
        if (caseId === null) continue
        const streams = cases.get(caseId) ?? new Map<string, string>()
        cases.set(caseId, streams.set(stream, newest))
      }
      const [first] = found
      return { filled: first && { filling: first.filling, position: first.position, hash: first.hash }, cases }
    },
    async add(from, to, cases) {
      const streams = [...cases].flatMap(([caseId, of]) => [...of].map(([stream, position]) => [caseId, stream, position] as const))
      const columns = [0, 1, 2].map((column) => streams.map((row) => row[column]))
      return (await rows(ADD, [from.filling, from.position, to.position, to.hash, ...columns])).length > 0
    },
    async startAgain(filling) {
      await rows(START_AGAIN, [filling, newFilling()])
      await removeOthers()
    },
  }
}

/** Whether one state of the tables continues another. */
export const continues = (later: Filled, earlier: Filled): boolean =>
  later.filling === earlier.filling && comparePositions(later.position, earlier.position) >= 0
