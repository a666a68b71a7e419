import type { EntityManager } from 'typeorm'
import type { CaseRows, ChangedRows, Rows } from './fold.ts'
import { columnOf, type Key, listingNameOf, memberOf, type Row, tableNameOf, type View } from './view.ts'

/** A table of a view, or a shadow of it. All columns of a row are written: an absent member becomes null. */
export interface Table {
  readonly name: string
  /** The members of its primary key after `caseId`. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
  /** The columns of its rows as JSON, with the names of the members: for `json_to_recordset`. */
  readonly recordType: string
}

/** The tables of a view, or of a shadow of it: its own, and that of its listing. */
export const tablesOfView = (view: View, name = tableNameOf(view)): readonly Pick<Table, 'name' | 'key'>[] => [
  { name, key: view.key },
  ...(view.listing ? [{ name: listingNameOf(name), key: [...view.listing.key, 'knownFrom'] }] : []),
]

/**
 * Looks up a table of a view.
 * @throws if the table lacks a column of the view's key; the error of PostgreSQL if the table does not exist
 */
export const tableOf = async (
  db: EntityManager,
  view: Pick<View, 'name' | 'version' | 'key'>,
  name = tableNameOf(view),
): Promise<Table> => {
  const found: { column: string; type: string }[] = await db.query(
    `select attname as "column", format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [name],
  )
  const columns = found.map(({ column }) => column)
  const missing = keyColumns(view).filter((column) => !columns.includes(column))
  if (missing.length > 0) throw new Error(`table ${name} lacks ${missing.join(', ')}: run the migrations of the view ${view.name}`)
  return { name, key: view.key, columns, recordType: found.map(({ column, type }) => `${quoted(column)} ${type}`).join(', ') }
}

/** The columns of a primary key, `case_id` first. */
export const keyColumns = ({ key }: Pick<Table, 'key'>): readonly string[] => ['caseId', ...key].map(columnOf)

/** The member of a column, quoted for SQL. */
const quoted = (column: string): string => `"${memberOf(column)}"`

/** A loaded row as its view has it: members that are null in the table are absent. */
const asRow = <R extends Row>(members: Readonly<Record<string, unknown>>): R =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as unknown as R

/** Keys by case: one column for each member of a key after `caseId`. */
export type KeysByCase = ReadonlyMap<string, readonly Key[]>

const rowOfKey = (caseId: string, members: readonly string[], key: Key): Row => ({
  caseId,
  ...Object.fromEntries(key.map((value, i) => [members[i], value])),
})

/**
 * Loads the rows of some keys, and all rows of some cases, in one query each.
 * @param key the members of the keys after `caseId`, which are the first of the table's own
 * @param condition in SQL, with the table alias `t`
 */
export const load = async <R extends Row>(
  db: EntityManager,
  { name, columns, key, recordType }: Table,
  keys: KeysByCase,
  cases: readonly string[],
  { by = key, condition = 'true' }: { readonly by?: readonly string[]; readonly condition?: string } = {},
): Promise<readonly R[]> => {
  const wanted = [...keys].flatMap(([caseId, own]) => own.map((one) => rowOfKey(caseId, by, one)))
  const row = `to_json(r) as row from (select ${columns.map((column) => `t.${column} as ${quoted(column)}`).join(', ')} from ${name} t`
  const found: { readonly row: Readonly<Record<string, unknown>> }[] = []
  if (wanted.length > 0) {
    const on = keyColumns({ key: by }).map((column) => `t.${column} = k.${quoted(column)}`)
    const joined = `${row} join json_to_recordset($1) k(${recordType}) on ${on.join(' and ')} where ${condition}`
    found.push(...(await db.query(`select ${joined}) r`, [JSON.stringify(wanted)])))
  }
  if (cases.length > 0) found.push(...(await db.query(`select ${row} where t.case_id = any ($1) and ${condition}) r`, [cases])))
  return found.map((one) => asRow<R>(one.row))
}

/** Writes rows by one upsert, after one delete of others. */
export const write = async (db: EntityManager, table: Table, present: readonly Row[], removed: readonly Row[]): Promise<void> => {
  if (removed.length > 0) await remove(db, table, removed)
  if (present.length > 0) await upsert(db, table, present)
}

/** Writes the changes of a fold. */
export const writeChanges = async <R extends Row>(db: EntityManager, table: Table, rows: Rows<R>, changed: ChangedRows): Promise<void> => {
  const present: R[] = []
  const removed: Row[] = []
  for (const [caseId, keys] of changed)
    for (const text of keys) {
      const row = rows.get(caseId)?.get(text)
      if (row) present.push(row)
      else removed.push(rowOfKey(caseId, table.key, JSON.parse(text) as Key))
    }
  await write(db, table, present, removed)
}

const upsert = async (db: EntityManager, { name, columns, recordType, ...table }: Table, rows: readonly Row[]): Promise<void> => {
  const key = keyColumns(table)
  const others = columns.filter((column) => !key.includes(column))
  const action = others.length > 0 ? `update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}` : 'nothing'
  await db.query(
    `insert into ${name} (${columns.join(', ')}) select ${columns.map(quoted).join(', ')} from json_to_recordset($1) r(${recordType})
      on conflict (${key.join(', ')}) do ${action}`,
    [JSON.stringify(rows)],
  )
}

const remove = async (db: EntityManager, { name, recordType, ...table }: Table, rows: readonly Row[]): Promise<void> => {
  const on = keyColumns(table).map((column) => `t.${column} = k.${quoted(column)}`)
  await db.query(`delete from ${name} t using json_to_recordset($1) k(${recordType}) where ${on.join(' and ')}`, [JSON.stringify(rows)])
}

/** Replaces all rows of some cases. */
export const replaceCases = async <R extends Row>(
  db: EntityManager,
  table: Table,
  cases: ReadonlyMap<string, CaseRows<R>>,
): Promise<void> => {
  await db.query(`delete from ${table.name} where case_id = any ($1)`, [[...cases.keys()]])
  const rows = [...cases.values()].flatMap((own) => [...own.values()].flatMap((row) => (row === null ? [] : [row])))
  if (rows.length > 0) await upsert(db, table, rows)
}
