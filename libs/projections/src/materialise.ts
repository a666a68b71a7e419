import { comparePositions, isPosition } from '@case-timeline/contracts'
import type { EventStore, LogPosition } from '@case-timeline/event-store'
import { register, takePartitions } from '@case-timeline/feed'
import { everyPartitionUpTo, fill, type Filling, onLog } from './fill.ts'
import { CannotMaterialise, type FillingSchema, INCOMPLETE, OWN_TABLE, type SchemaWork, withFillingSchema } from './filling-schema.ts'
import { type MergedCases, mergedCases } from './merged-cases.ts'
import type { Throttle } from './pace.ts'
import { projection } from './projection.ts'
import { givenRoom, roomFor } from './room.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, tableNameOf, type View } from './view.ts'

/** Views as they were known at a position of the log, in a schema of their own. */
export interface MaterialiseWork extends SchemaWork {
  readonly views: readonly View[]
  readonly store: EventStore
  readonly throttle?: Throttle | undefined
}

/** A view in a schema. */
export interface Materialised {
  readonly view: string
  readonly version: number
  readonly table: string
  readonly rows: number
  /** Cases that are not up to the position, because one of their events could not be handled. */
  readonly incomplete: readonly string[]
}

/**
 * Fills views with the events up to a position, in a schema of their own next to the live ones, which go on meanwhile. The
 * tables have the names, columns and indexes of the live ones. Interrupted, it begins again; what an earlier call made is
 * replaced when all is filled. Incomplete cases are listed in the comments of the tables.
 * @throws CannotMaterialise
 */
export const materialise = async (work: MaterialiseWork): Promise<readonly Materialised[]> => {
  const { store, until } = work
  const end = await store.lastPosition()
  if (!isPosition(until) || comparePositions(until, end) > 0)
    throw new CannotMaterialise(`the log has no position ${until}: it ends at ${end}`)
  return withFillingSchema(work, async (schema) => {
    const [at = { position: until }] = [...(await onLog(store, new Map([[0, until]]))).values()]
    const { recordedAt, result } = await fillViews(work, schema, at)
    return { result, hash: at.hash, recordedAt, incomplete: new Set(result.flatMap(({ incomplete }) => incomplete)).size }
  })
}

const fillViews = async (work: MaterialiseWork, schema: FillingSchema, at: LogPosition) => {
  const { views, store } = work
  const merged = mergedCases(store)
  const fillings: Filling[] = []
  for (const view of views) fillings.push(await givenRoom(() => beginView(work, schema, view, merged)))
  let recordedAt: string | undefined
  const recorded = (last: string): void => void (recordedAt = last)
  await fill(fillings, { ...work, room: roomFor({ patienceMs: 0 }) }, everyPartitionUpTo(at), { signal: schema.signal, recorded })
  const result: Materialised[] = []
  for (const view of views) result.push(await givenRoom(() => endView(work, schema, view)))
  return { recordedAt, result }
}

const nameIn = ({ suffix }: FillingSchema, view: View): string => `${consumerNameOf(view)}${suffix}`

const beginView = async ({ db, store }: MaterialiseWork, schema: FillingSchema, view: View, merged: MergedCases): Promise<Filling> => {
  const { generation } = store
  const table = `${schema.name}.${tableNameOf(view)}`
  const tables = tablesOfView(view, table)
  for (const [index, { name }] of tablesOfView(view).entries()) {
    const own = tables[index]?.name ?? ''
    await db.query(`create table ${own} (like ${name} including all); comment on table ${own} is '${OWN_TABLE}${view.name}'`)
  }
  const consumer = projection(view, store, table, nameIn(schema, view), merged)
  await register(db.manager, { name: consumer.name, from: 'beginning' }, store)
  return { consumer, claimed: await takePartitions(db, consumer.name), generation }
}

const endView = async ({ db }: MaterialiseWork, schema: FillingSchema, view: View): Promise<Materialised> => {
  const table = `${schema.name}.${tableNameOf(view)}`
  for (const { name } of tablesOfView(view, table)) await db.query(`analyze ${name}`)
  const [found] = await db.query(
    `with parked as (select case_key from feed_parked_case where consumer = $1)
      select (select count(*) from ${table})::int as rows, array(select case_key from parked order by case_key) as incomplete,
        (select quote_literal($2 || string_agg(case_key::text, ', ' order by case_key)) from parked) as remark`,
    [nameIn(schema, view), `${OWN_TABLE}${view.name}${INCOMPLETE}`],
  )
  const { remark, ...counted } = found as Pick<Materialised, 'rows' | 'incomplete'> & { remark: string | null }
  // The statement COMMENT accepts no parameters.
  if (remark !== null) await db.query(`comment on table ${table} is ${remark}`)
  return { view: view.name, version: view.version, table: `${schema.finalName}.${tableNameOf(view)}`, ...counted }
}
