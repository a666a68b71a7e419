import type { EntityManager } from 'typeorm'
import { type CaseRows, type Changed, keyOf, keyText, type Rows } from './fold.ts'
import { columnOf, type Key, memberOf, type Row, tableNameOf, type View } from './view.ts'

/** A view's table, or its shadow while it is built. All columns of a row are written: a member that is absent becomes null. */
export interface Table<R extends Row> {
  readonly name: string
  readonly view: View<R>
  readonly columns: readonly string[]
}

/**
 * Looks a view's table up.
 * @throws if it lacks the view's key; if it is not there, what PostgreSQL says of that: it passes when the migration was run
 */
export const tableOf = async <R extends Row>(db: EntityManager, view: View<R>, name = tableNameOf(view)): Promise<Table<R>> => {
  const found: { column: string }[] = await db.query(
    `select attname as "column" from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [name],
  )
  const columns = found.map(({ column }) => column)
  const missing = keyColumns(view).filter((column) => !columns.includes(column))
  if (missing.length > 0) throw new Error(`table ${name} lacks ${missing.join(', ')}: run the migrations of the view ${view.name}`)
  return { name, view, columns }
}

export const keyColumns = (view: View): readonly string[] => ['caseId', ...view.key].map(columnOf)

/** Rows as a JSON array whose names are the columns; written by hand, because renaming copies of wide rows cost more than the fold. */
const asJson = (columns: readonly string[], rows: readonly Row[]): string => {
  const members = columns.map((column) => [memberOf(column), `${JSON.stringify(column)}:`] as const)
  const texts = (rows as unknown as readonly Readonly<Record<string, unknown>>[]).map((row) => {
    let text = ''
    for (const [member, name] of members) {
      const value = row[member]
      if (value !== undefined) text += `${text === '' ? '' : ','}${name}${JSON.stringify(value)}`
    }
    return `{${text}}`
  })
  return `[${texts.join(',')}]`
}

/** A row as its view knows it: absent, never null. */
const asRow = <R extends Row>(members: Readonly<Record<string, unknown>>): R =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as unknown as R

/** Loads the rows of some keys, and all rows of some cases, in one query each. */
export const load = async <R extends Row>(
  db: EntityManager,
  { name, view, columns }: Table<R>,
  keys: ReadonlyMap<string, readonly Key[]>,
  cases: readonly string[],
): Promise<Rows<R>> => {
  const rows: Rows<R> = new Map()
  const keep = (found: readonly { row: Readonly<Record<string, unknown>> }[]) => {
    for (const { row } of found) {
      const loaded = asRow<R>(row)
      const own: CaseRows<R> = rows.get(loaded.caseId) ?? new Map<string, R | null>()
      rows.set(loaded.caseId, own)
      own.set(keyText(keyOf(view, loaded)), loaded)
    }
  }
  const wanted = [...keys].flatMap(([caseId, own]) =>
    own.map((key) => ({ caseId, ...Object.fromEntries(key.map((value, i) => [view.key[i], value])) })),
  )
  const key = keyColumns(view)
  const row = `to_json(r) as row from (select ${columns.map((column) => `t.${column} as "${memberOf(column)}"`).join(', ')} from ${name} t`
  if (wanted.length > 0) {
    const on = key.map((column) => `t.${column} = k.${column}`).join(' and ')
    keep(await db.query(`select ${row} join json_populate_recordset(null::${name}, $1) k on ${on}) r`, [asJson(key, wanted)]))
  }
  if (cases.length > 0) keep(await db.query(`select ${row} where t.case_id = any ($1)) r`, [cases]))
  return rows
}

/** Writes what a fold changed: one upsert, and one delete where rows went away. */
export const write = async <R extends Row>(
  db: EntityManager,
  { name, view, columns }: Table<R>,
  rows: Rows<R>,
  changed: Changed,
): Promise<void> => {
  const present: R[] = []
  const gone: Row[] = []
  for (const [caseId, keys] of changed)
    for (const text of keys) {
      const row = rows.get(caseId)?.get(text)
      if (row) present.push(row)
      else gone.push({ caseId, ...Object.fromEntries((JSON.parse(text) as Key).map((value, i) => [view.key[i], value])) })
    }
  if (gone.length > 0) await remove(db, name, view, gone)
  if (present.length > 0) await upsert(db, name, keyColumns(view), columns, present)
}

const upsert = async (
  db: EntityManager,
  name: string,
  key: readonly string[],
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> => {
  const others = columns.filter((column) => !key.includes(column))
  const action = others.length > 0 ? `update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}` : 'nothing'
  await db.query(
    `insert into ${name} (${columns.join(', ')}) select ${columns.join(', ')} from json_populate_recordset(null::${name}, $1) on conflict (${key.join(', ')}) do ${action}`,
    [asJson(columns, rows)],
  )
}

const remove = async (db: EntityManager, name: string, view: View, keys: readonly Row[]): Promise<void> => {
  const on = keyColumns(view).map((column) => `t.${column} = k.${column}`)
  await db.query(`delete from ${name} t using json_populate_recordset(null::${name}, $1) k where ${on.join(' and ')}`, [
    asJson(keyColumns(view), keys),
  ])
}

/** Replaces all rows of some cases. */
export const replaceCases = async <R extends Row>(
  db: EntityManager,
  table: Table<R>,
  cases: ReadonlyMap<string, CaseRows<R>>,
): Promise<void> => {
  await db.query(`delete from ${table.name} where case_id = any ($1)`, [[...cases.keys()]])
  const rows = [...cases.values()].flatMap((own) => [...own.values()].flatMap((row) => (row === null ? [] : [row])))
  if (rows.length > 0) await upsert(db, table.name, keyColumns(table.view), table.columns, rows)
}
