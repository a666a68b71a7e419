import type { Write } from '@case-timeline/feed'
import type { EntityManager } from 'typeorm'
import type { CaseRows, ChangedRows, Rows } from './fold.ts'
import { columnOf, entriesNameOf, type Key, listingNameOf, memberOf, type Row, type StoredEntry, tableNameOf, type View } from './view.ts'

/** A table of a view, or a shadow of it. All columns of a row are written: an absent member becomes null. */
export interface Table {
  readonly name: string
  /** The members of its primary key after `caseId`. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
  /** The PostgreSQL type of each column. */
  readonly types: readonly string[]
  /** The columns of its rows as JSON, with the names of the members: for `json_to_recordset`. */
  readonly recordType: string
}

/** A table, and the text of its row `t` in SQL, which is the same wherever and whenever the row was written. */
export interface ComparedTable extends Pick<Table, 'name' | 'key'> {
  readonly rowText: string
}

/** The tables of a view, or of a shadow of it: its own, that of its listing, and that of the entries of its rows. */
export const tablesOfView = (view: View, name = tableNameOf(view)): readonly ComparedTable[] => [
  { name, key: view.key, rowText: view.lists ? `(to_jsonb(t) - 'written_by')::text` : 't::text' },
  ...(view.listing ? [{ name: listingNameOf(name), key: [...view.listing.key, 'knownFrom'], rowText: 't::text' }] : []),
  ...(view.lists ? [{ name: entriesNameOf(name), key: ['list', 'place'], rowText: 't::text' }] : []),
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
  const types = found.map(({ type }) => type)
  return { name, key: view.key, columns, types, recordType: found.map(({ column, type }) => `${quoted(column)} ${type}`).join(', ') }
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
 * Loads the rows of some keys, and all rows of some cases, in one query each. Here and below, a table is joined to rows
 * that are given as JSON, of which PostgreSQL expects a hundred: it would read the whole table, if it has some thousands
 * of rows. So each join also names the cases, by which the index is entered.
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
    const joined = `${row} join json_to_recordset($1) k(${recordType}) on ${on.join(' and ')} where t.case_id = any ($2) and ${condition}`
    found.push(...(await db.query(`select ${joined}) r`, [JSON.stringify(wanted), [...keys.keys()]])))
  }
  if (cases.length > 0) found.push(...(await db.query(`select ${row} where t.case_id = any ($1) and ${condition}) r`, [cases])))
  return found.map((one) => asRow<R>(one.row))
}

const casesOf = (rows: readonly { readonly caseId: string }[]): readonly string[] => [...new Set(rows.map(({ caseId }) => caseId))]

/** Writes rows, and deletes others: their keys must differ. The first statement locks the table, even without a row. */
export const write = (table: Table, present: readonly Row[], removed: readonly Row[]): readonly Write[] => [
  upsert(table, present),
  ...(removed.length > 0 ? [remove(table, removed)] : []),
]

/** Writes the changes of a fold. */
export const writeChanges = <R extends Row>(table: Table, rows: Rows<R>, changed: ChangedRows): readonly Write[] => {
  const present: R[] = []
  const removed: Row[] = []
  for (const [caseId, keys] of changed)
    for (const text of keys) {
      const row = rows.get(caseId)?.get(text)
      if (row) present.push(row)
      else removed.push(rowOfKey(caseId, table.key, JSON.parse(text) as Key))
    }
  return write(table, present, removed)
}

/** Adds rows, or replaces all columns of those that are there. */
export const upsert =
  ({ name, columns, recordType, ...table }: Table, rows: readonly Row[]): Write =>
  (add, condition) => {
    const key = keyColumns(table)
    const others = columns.filter((column) => !key.includes(column))
    const action = others.length > 0 ? `update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}` : 'nothing'
    return `insert into ${name} (${columns.join(', ')}) select ${columns.map(quoted).join(', ')}
      from json_to_recordset(${add(JSON.stringify(rows))}) r(${recordType}) where ${condition}
      on conflict (${key.join(', ')}) do ${action}`
  }

const remove =
  ({ name, recordType, ...table }: Table, rows: readonly Row[]): Write =>
  (add, condition) => {
    const on = keyColumns(table).map((column) => `t.${column} = k.${quoted(column)}`)
    return `delete from ${name} t using json_to_recordset(${add(JSON.stringify(rows))}) k(${recordType})
      where ${condition} and t.case_id = any (${add(casesOf(rows))}) and ${on.join(' and ')}`
  }

/** Replaces all rows of some cases: by two statements, one after the other. */
export const replaceCases = <R extends Row>(table: Table, cases: ReadonlyMap<string, CaseRows<R>>): readonly Write[] => {
  const rows = [...cases.values()].flatMap((own) => [...own.values()].flatMap((row) => (row === null ? [] : [row])))
  return [
    (add, condition) => `delete from ${table.name} where case_id = any (${add([...cases.keys()])}) and ${condition}`,
    ...(rows.length > 0 ? [upsert(table, rows)] : []),
  ]
}

/** What changes in the entries of a row. */
export interface EntriesChange {
  readonly written: readonly StoredEntry[]
  /** Rows of which no entry may remain beyond these lengths of their lists. */
  readonly trimmed: readonly { readonly caseId: string; readonly lengths: readonly { readonly list: string; readonly length: number }[] }[]
}

/** Writes and removes entries of rows. */
export const writeEntries = ({ name }: Table, changes: readonly EntriesChange[]): readonly Write[] => {
  const written = changes.flatMap((change) => change.written)
  const trimmed = changes.flatMap((change) => change.trimmed)
  const upserted: Write = (add, condition) =>
    `insert into ${entriesNameOf(name)} (case_id, list, place, entry) select "caseId", list, place, entry
      from json_to_recordset(${add(JSON.stringify(written))}) r("caseId" uuid, list text, place int, entry json) where ${condition}
      on conflict (case_id, list, place) do update set entry = excluded.entry`
  const removed: Write = (add, condition) =>
    `delete from ${entriesNameOf(name)} e using json_to_recordset(${add(JSON.stringify(trimmed))}) k("caseId" uuid, lengths json)
      where ${condition} and e.case_id = any (${add(casesOf(trimmed))}) and e.case_id = k."caseId" and not exists (
        select from json_to_recordset(k.lengths) l(list text, length int) where l.list = e.list and e.place < l.length)`
  return [...(written.length > 0 ? [upserted] : []), ...(trimmed.length > 0 ? [removed] : [])]
}

/** Removes the rows of some cases and their entries. */
export const removeCases = ({ name }: Table, cases: readonly string[]): readonly Write[] =>
  cases.length === 0
    ? []
    : [name, entriesNameOf(name)].map(
        (table): Write =>
          (add, condition) =>
            `delete from ${table} where case_id = any (${add(cases)}) and ${condition}`,
      )
