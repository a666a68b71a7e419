import type { Comparison, KeptComparison } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import type { Reading } from './measured-progress.ts'
import type { OperationOptions, Purpose, State, ViewOperation, ViewResult } from './view-operation.ts'

const TIME = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const COLUMNS = `id, purpose, views, options, state, requested_by as "requestedBy", cancelled_by as "cancelledBy",
  to_char(requested_at at time zone 'utc', ${TIME}) as "requestedAt", to_char(ended_at at time zone 'utc', ${TIME}) as "endedAt",
  events::float8 as events, position::text, end_position::text as end, rate::float8 as rate, seconds_left::float8 as "secondsLeft", results, reason`

/**
 * An operation whose process has not written for this long is continued by another one; so is one that was seen by a clock
 * that was set back since.
 */
const ABANDONED_SECONDS = 15
const IS_ABANDONED = `state = 'running' and seen_at not between now() - interval '${ABANDONED_SECONDS} s' and now() + interval '${ABANDONED_SECONDS} s'`

/** Whether there is an operation to take over, as SQL. */
export const SOME_ARE_ABANDONED = `exists (select from view_operation where ${IS_ABANDONED})`

const presentOnly = (row: Readonly<Record<string, unknown>>): ViewOperation =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as ViewOperation

const all = async (db: DataSource, query: string, values: readonly unknown[]): Promise<readonly ViewOperation[]> => {
  const found: unknown = await db.query(query, [...values])
  // Of an update, TypeORM returns the rows and their number.
  const rows = (Array.isArray((found as unknown[])[0]) ? (found as unknown[][])[0] : found) as Readonly<Record<string, unknown>>[]
  return rows.map(presentOnly)
}

/** The operations on the views of a service, in the database of the views. */
export const operationRecords = (db: DataSource) => ({
  async begin(
    operation: { purpose: Purpose; views: readonly string[]; options: OperationOptions; requestedBy: string },
    owner: string,
  ): Promise<ViewOperation> {
    const { purpose, views, options, requestedBy } = operation
    const [begun] = await all(
      db,
      `insert into view_operation (purpose, views, options, requested_by, owner) values ($1, $2, $3, $4, $5) returning ${COLUMNS}`,
      [purpose, views, JSON.stringify(options), requestedBy, owner],
    )
    if (!begun) throw new Error('the operation was not recorded')
    return begun
  },
  /** The newest first. */
  list: (limit = 100) => all(db, `select ${COLUMNS} from view_operation order by requested_at desc, id limit $1`, [limit]),
  find: async (id: string): Promise<ViewOperation | undefined> =>
    (await all(db, `select ${COLUMNS} from view_operation where id = $1`, [id]))[0],
  /** @returns what another process has asked for meanwhile; `isOwn`: whether this process still owns it */
  async write(
    id: string,
    owner: string,
    { events, position, end, rate, secondsLeft }: Reading,
    results: readonly ViewResult[],
    waitsFor?: string,
  ) {
    const [found] = await db.query(
      `with written as (
          update view_operation set seen_at = now(), events = $3, position = coalesce($4, position), end_position = coalesce($5, end_position),
            rate = $6, seconds_left = $7, results = $8, reason = $9
          where id = $1 and owner = $2 and state = 'running' returning cancelled_by)
        select (select cancelled_by from written) as "cancelledBy", exists (select from written) as "isOwn"`,
      [id, owner, Math.round(events), position, end, rate, secondsLeft, JSON.stringify(results), waitsFor],
    )
    return found as { readonly cancelledBy: string | null; readonly isOwn: boolean }
  },
  end: (id: string, owner: string, state: Exclude<State, 'running'>, results: readonly ViewResult[], reason?: string): Promise<unknown> =>
    db.query(
      `update view_operation set state = $3, results = $4, reason = $5, ended_at = now(), seconds_left = null
        where id = $1 and owner = $2 and state = 'running'`,
      [id, owner, state, JSON.stringify(results), reason],
    ),
  /** What a rebuild of one view by an operation finds different, kept before the tables are swapped. */
  comparisonOf: (id: string, owner: string, view: string): KeptComparison => ({
    async keep(found) {
      const [kept] = await db.query(
        `with written as (
            update view_operation set compared = coalesce(compared, '{}') || jsonb_build_object($3::text, $4::jsonb)
            where id = $1 and owner = $2 and state = 'running' returning id)
          select exists (select from written) as "isOwn"`,
        [id, owner, view, JSON.stringify(found ?? null)],
      )
      if (!(kept as { isOwn: boolean }).isOwn) throw new Error('another process continues it')
    },
    async read() {
      const [kept] = await db.query(`select nullif(compared -> $2, 'null') as compared from view_operation where id = $1`, [id, view])
      return (kept as { compared: Comparison | null } | undefined)?.compared ?? undefined
    },
  }),
  /** Records who cancels it; the process that runs it ends it. */
  cancel: async (id: string, by: string): Promise<ViewOperation | undefined> =>
    (
      await all(
        db,
        `update view_operation set cancelled_by = coalesce(cancelled_by, $2) where id = $1 and state = 'running' returning ${COLUMNS}`,
        [id, by],
      )
    )[0],
  /** Leaves it to another process at once. */
  leave: (id: string, owner: string): Promise<unknown> =>
    db.query(`update view_operation set seen_at = '-infinity' where id = $1 and owner = $2 and state = 'running'`, [id, owner]),
  /** Takes over what no process runs any more. */
  takeOver: (owner: string) =>
    all(db, `update view_operation set owner = $1, seen_at = now() where ${IS_ABANDONED} returning ${COLUMNS}`, [owner]),
})

export type OperationRecords = ReturnType<typeof operationRecords>
