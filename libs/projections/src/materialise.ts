import { comparePositions, PersonRefsMerged } from '@case-timeline/contracts'
import { casesWith, type EventStore } from '@case-timeline/event-store'
import { register, takePartitions } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'
import { everyPartitionUpTo, fill, type Filling, onLog } from './fill.ts'
import type { Throttle } from './pace.ts'
import { projection } from './projection.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, tableNameOf, type View } from './view.ts'

/** Views as they were known at a position of the log, in a schema of their own. */
export interface MaterialiseWork {
  readonly views: readonly View[]
  readonly store: EventStore
  readonly db: DataSource
  /** Lower-case letters, digits and `_`. One that an earlier call made is replaced. */
  readonly schema: string
  /** The position of the last event that counts. */
  readonly until: string
  readonly signal: AbortSignal
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

/** The views cannot be materialised there, or not at that position. */
export class CannotMaterialise extends Error {
  override readonly name = 'CannotMaterialise'
}

const SCHEMA = /^(?!pg_|public$)[a-z][a-z0-9_]{0,40}$/
/** Of a schema, by which it is known that nothing else is in it. */
const COMMENT = 'case-timeline: views until position '
/** Views that are filled by one reading: each holds a chunk of its own rows in memory. */
const GROUP = 8

/**
 * Fills views with the events up to a position, in a schema of their own next to the live ones, which go on meanwhile. The
 * tables have the names, columns and indexes of the live ones. Interrupted, it begins again.
 * @throws CannotMaterialise
 */
export const materialise = async (work: MaterialiseWork): Promise<readonly Materialised[]> => {
  const { views, store, db, schema, until } = work
  if (!SCHEMA.test(schema)) throw new CannotMaterialise(`${schema} is no name for a schema of views: use letters, digits and _`)
  const end = await store.lastPosition()
  if (!/^\d{1,19}$/.test(until) || comparePositions(until, end) > 0)
    throw new CannotMaterialise(`the log has no position ${until}: it ends at ${end}`)
  await beginSchema(db, schema, until)
  const casesWithMerges = casesWith(store, PersonRefsMerged)
  const found: Materialised[] = []
  for (let from = 0; from < views.length; from += GROUP) {
    const group = views.slice(from, from + GROUP)
    const fillings: Filling[] = []
    for (const view of group) fillings.push(await beginView(work, view, casesWithMerges))
    try {
      const [at] = [...(await onLog(store, new Map([[0, until]]))).values()]
      await fill(fillings, work, everyPartitionUpTo(at ?? { position: until }), { signal: work.signal })
      for (const view of group) found.push(await endView(work, view))
    } finally {
      for (const { consumer } of fillings) await forget(db, consumer.name)
    }
  }
  return found
}

const nameIn = (schema: string, view: View): string => `${consumerNameOf(view)}~in-${schema}`

/** Makes an empty schema. */
const beginSchema = async (db: DataSource, schema: string, until: string): Promise<void> => {
  const [found] = await db.query(
    `select to_regnamespace($1) is not null as exists, starts_with(coalesce(obj_description(to_regnamespace($1)::oid, 'pg_namespace'), ''), $2) as own`,
    [schema, COMMENT],
  )
  const { exists, own } = found as { exists: boolean; own: boolean }
  if (exists && !own) throw new CannotMaterialise(`the schema ${schema} is there already, with something else in it: choose another name`)
  await db.transaction(async (tx) => {
    await tx.query(`drop schema if exists ${schema} cascade`)
    await tx.query(`create schema ${schema}`)
    await tx.query(`comment on schema ${schema} is '${COMMENT}${until}'`)
  })
}

const beginView = async (
  { db, store, schema }: MaterialiseWork,
  view: View,
  casesWithMerges: ReturnType<typeof casesWith>,
): Promise<Filling> => {
  const { generation } = store
  const table = `${schema}.${tableNameOf(view)}`
  const tables = tablesOfView(view, table)
  for (const [index, { name }] of tablesOfView(view).entries())
    await db.query(`create table ${tables[index]?.name} (like ${name} including all)`)
  const consumer = projection(view, store, table, nameIn(schema, view), casesWithMerges)
  await forget(db, consumer.name)
  await register(db.manager, { name: consumer.name, from: 'beginning' }, store)
  return { consumer, claimed: await takePartitions(db, consumer.name), generation }
}

const endView = async ({ db, schema }: MaterialiseWork, view: View): Promise<Materialised> => {
  const table = `${schema}.${tableNameOf(view)}`
  for (const { name } of tablesOfView(view, table)) await db.query(`analyze ${name}`)
  const [counted] = await db.query(
    `select (select count(*) from ${table})::int as rows,
      array(select case_key from feed_parked_case where consumer = $1 order by case_key) as incomplete`,
    [nameIn(schema, view)],
  )
  return { view: view.name, version: view.version, table, ...(counted as Pick<Materialised, 'rows' | 'incomplete'>) }
}

/** Its consumer is needed once: nothing follows the log with these tables. */
const forget = async (db: DataSource, consumer: string): Promise<void> => {
  await db.query('delete from feed_parked_case where consumer = $1', [consumer])
  await db.query('delete from feed_checkpoint where consumer = $1', [consumer])
}
