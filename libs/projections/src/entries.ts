import type { Presumption } from '@case-timeline/feed'
import type { EntityManager } from 'typeorm'
import type { EntriesChange } from './table.ts'
import { entriesNameOf, memberOf, type ListMember, type Row, tableNameOf, type View } from './view.ts'

type Members = Readonly<Record<string, unknown>>

/** The lists of a member by name; an absent one has no entries. */
const namedLists = (member: unknown): readonly (readonly [name: string, list: readonly unknown[]])[] =>
  Object.entries((member ?? {}) as Readonly<Record<string, readonly unknown[] | undefined>>).flatMap(([name, list]) =>
    list === undefined ? [] : [[name, list] as const],
  )

/** The lists of a row by the names under which they are stored. */
const listsIn = (lists: readonly ListMember[], row: Row | undefined): ReadonlyMap<string, readonly unknown[]> => {
  const members = (row ?? {}) as Members
  return new Map(
    lists.flatMap(({ member, isNamed }) =>
      isNamed
        ? namedLists(members[member]).map(([name, list]) => [`${member}/${name}`, list] as const)
        : [[member, (members[member] ?? []) as readonly unknown[]] as const],
    ),
  )
}

/** The number of entries of a row. */
export const entryCount = (lists: readonly ListMember[], row: Row): number =>
  [...listsIn(lists, row).values()].reduce((sum, { length }) => sum + length, 0)

/** A row as its own table has it: numbers of entries in place of its lists, and the mark of the write. */
export const withoutEntries = (lists: readonly ListMember[], row: Row, writtenBy: string): Row => {
  const members = row as unknown as Members
  const counts = lists.map(({ member, isNamed }) => [
    member,
    isNamed
      ? Object.fromEntries(namedLists(members[member]).map(([name, list]) => [name, list.length]))
      : (members[member] as readonly unknown[]).length,
  ])
  return { ...row, ...Object.fromEntries(counts), writtenBy } as Row
}

/** A row with its entries, which come in the order of their lists. Members that are null in the table are absent. */
const withEntries = <R extends Row>(
  lists: readonly ListMember[],
  columns: Members,
  entries: readonly (readonly [list: string, entry: unknown])[],
): R => {
  const { writtenBy: _, ...present } = Object.fromEntries(
    Object.entries(columns)
      .filter(([, value]) => value !== null)
      .map(([column, value]) => [memberOf(column), value]),
  )
  const row: Record<string, unknown> = present
  const found = new Map<string, unknown[]>()
  const listOf = (name: string): readonly unknown[] => {
    const list: unknown[] = []
    found.set(name, list)
    return list
  }
  for (const { member, isNamed } of lists)
    row[member] = isNamed
      ? Object.fromEntries(Object.keys(row[member] as object).map((name) => [name, listOf(`${member}/${name}`)]))
      : listOf(member)
  // A list that the row does not count was not written by a projection: `verify` reports it.
  for (const [list, entry] of entries) found.get(list)?.push(entry)
  return row as unknown as R
}

/** A case whose row is read. @property writtenBy of the row that is known already, which is not read again */
interface Wanted {
  readonly caseId: string
  readonly writtenBy?: string | undefined
}

interface Found<R extends Row> {
  readonly caseId: string
  readonly writtenBy: string
  /** Absent: the row is still the one that is known. */
  readonly row?: R | undefined
}

/**
 * Reads rows with their entries, by one statement: while it runs, the writer may change them. With `offset 0` each row is
 * looked up by itself, also where PostgreSQL would rather join the whole table.
 */
export const rowsWithEntries = async <R extends Row>(
  db: Pick<EntityManager, 'query'>,
  table: string,
  lists: readonly ListMember[],
  wanted: readonly Wanted[],
): Promise<readonly Found<R>[]> => {
  const found: { caseId: string; writtenBy: string; columns: Members | null; entries: [string, unknown][] | null }[] = await db.query(
    `select "caseId", t.written_by as "writtenBy", case when "isWanted" then to_json(t) end as columns,
        case when "isWanted" then (select json_agg(json_build_array(e.list, e.entry) order by e.list, e.place)
          from ${entriesNameOf(table)} e where e.case_id = t.case_id) end as entries
      from json_to_recordset($1) k("caseId" uuid, "writtenBy" uuid)
        cross join lateral (select * from ${table} one where one.case_id = k."caseId" offset 0) t
        cross join lateral (select t.written_by is distinct from k."writtenBy" as "isWanted") w`,
    [JSON.stringify(wanted)],
  )
  return found.map(({ columns, entries, ...row }) => ({
    ...row,
    row: columns === null ? undefined : withEntries<R>(lists, columns, entries ?? []),
  }))
}

/** That the stored rows have the marks of the known ones, and that a case which is not known has no row. */
export const asKnown = (table: string, wanted: readonly Wanted[]): Presumption => ({
  table,
  holds: (add) => `not exists (
    select from json_to_recordset(${add(JSON.stringify(wanted))}) k("caseId" uuid, "writtenBy" uuid)
      left join lateral (select written_by from ${table} one where one.case_id = k."caseId" offset 0) t on true
      where t.written_by is distinct from k."writtenBy")`,
})

/** A row with the mark of its last write: each write leaves another one. */
export interface MarkedRow<R extends Row> {
  readonly writtenBy: string
  readonly row: R
}

/** The row of a case in a view whose rows have entries; undefined: the view has none. */
export const markedRow = async <R extends Row>(
  db: Pick<EntityManager, 'query'>,
  view: Pick<View<R>, 'name' | 'version' | 'lists'>,
  caseId: string,
): Promise<MarkedRow<R> | undefined> => {
  const [found] = await rowsWithEntries<R>(db, tableNameOf(view), view.lists ?? [], [{ caseId }])
  return found?.row && { writtenBy: found.writtenBy, row: found.row }
}

/** The marks of the rows of some cases in such a view, by case: a row with the mark that it had is the row that it was. */
export const marksOf = async (
  db: Pick<EntityManager, 'query'>,
  view: Pick<View, 'name' | 'version'>,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const found: { caseId: string; writtenBy: string }[] = await db.query(
    `select case_id as "caseId", written_by as "writtenBy" from ${tableNameOf(view)} where case_id = any ($1::uuid[])`,
    [caseIds],
  )
  return new Map(found.map(({ caseId, writtenBy }) => [caseId, writtenBy]))
}

/** A row that changes. @property before the row that is stored; absent: none */
export interface Change<R extends Row> {
  readonly caseId: string
  readonly before: R | undefined
  readonly after: R | null
}

/** Unlike `===`, `Object.is` of an entry and itself does not read the entry, of which there may be thousands. */
const isSame = (one: unknown, other: unknown): boolean => Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other)

/** The places at which a list differs from the known one; mostly few of many entries, so a plain loop passes the others. */
const changedPlaces = (known: readonly unknown[], list: readonly unknown[]): readonly number[] => {
  const places: number[] = []
  if (list === known) return places
  for (let place = 0; place < list.length; place += 1) if (place >= known.length || !isSame(known[place], list[place])) places.push(place)
  return places
}

/** The entries of a row that differ from those before, and the lengths of its lists if entries may have to be removed. */
export const changedEntries = <R extends Row>(lists: readonly ListMember[], { caseId, before, after }: Change<R>): EntriesChange => {
  if (after === null) return { written: [], trimmed: [] }
  const [old, now] = [listsIn(lists, before), listsIn(lists, after)]
  const written = [...now].flatMap(([list, entries]) =>
    changedPlaces(old.get(list) ?? [], entries).map((place) => ({ caseId, list, place, entry: entries[place] })),
  )
  const isShorter = [...old].some(([list, { length }]) => (now.get(list)?.length ?? 0) < length)
  // A new row may find entries of a row that was removed by hand.
  const isTrimmed = before === undefined || isShorter
  return { written, trimmed: isTrimmed ? [{ caseId, lengths: [...now].map(([list, { length }]) => ({ list, length })) }] : [] }
}
