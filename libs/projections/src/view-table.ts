import type { EventType } from '@case-timeline/contracts'
import { EntitySchema, type EntitySchemaColumnOptions, type MigrationInterface, type QueryRunner } from 'typeorm'
import {
  columnOf,
  entriesNameOf,
  type Known,
  type ListMember,
  listingNameOf,
  type Row,
  tableNameOf,
  type View,
  view,
  type ViewDefinition,
} from './view.ts'

/**
 * The PostgreSQL and TypeORM types of each kind of column. `orderedText` is sorted by code points, for sorting and
 * comparison of rows.
 */
const KINDS = {
  uuid: { sql: 'uuid', type: 'uuid' },
  text: { sql: 'text', type: 'text' },
  orderedText: { sql: 'text collate "C"', type: 'text' },
  'text[]': { sql: 'text[]', type: 'text', array: true },
  int: { sql: 'int', type: 'int' },
  bigint: { sql: 'bigint', type: 'bigint' },
  boolean: { sql: 'boolean', type: 'boolean' },
  timestamptz: { sql: 'timestamptz', type: 'timestamptz' },
  json: { sql: 'json', type: 'json' },
  jsonb: { sql: 'jsonb', type: 'jsonb' },
} as const satisfies Record<string, { readonly sql: string } & Pick<EntitySchemaColumnOptions, 'type' | 'array'>>

/**
 * The columns of members whose entries are rows of a table of their own: the number of entries, or those of each name.
 * `entries`: a list; `namedEntries`: several lists by name.
 */
const ENTRIES = { entries: 'int', namedEntries: 'json' } as const

type EntriesKind = keyof typeof ENTRIES

export type ColumnKind = keyof typeof KINDS

export const COLUMN_KINDS = Object.keys(KINDS) as readonly ColumnKind[]

interface OptionalColumn<K extends ColumnKind = ColumnKind> {
  readonly kind: K
  readonly isOptional: true
}

interface HiddenColumn<K extends ColumnKind = ColumnKind> {
  readonly kind: K
  readonly isHidden: true
}

/** The column of an optional member: null if absent. */
export const optional = <const K extends ColumnKind>(kind: K): OptionalColumn<K> => ({ kind, isOptional: true })

/** The column of a member that only the projection uses: a query returns it only if it selects the column by name. */
export const hidden = <const K extends ColumnKind>(kind: K): HiddenColumn<K> => ({ kind, isHidden: true })

/** The kinds of column that can store a member's values unchanged. */
type KindOf<T> = [T] extends [boolean]
  ? 'boolean'
  : [T] extends [number]
    ? 'int'
    : [T] extends [string]
      ? 'uuid' | 'text' | 'orderedText' | 'bigint' | 'timestamptz'
      : [T] extends [readonly string[]]
        ? 'text[]' | 'json' | 'jsonb'
        : 'json' | 'jsonb'

type EntriesKindOf<T> = [T] extends [readonly object[]]
  ? 'entries'
  : [T] extends [Readonly<Record<string, readonly object[] | undefined>>]
    ? 'namedEntries'
    : never

type ColumnFor<T> = undefined extends T ? OptionalColumn<KindOf<NonNullable<T>>> : KindOf<T> | HiddenColumn<KindOf<T>> | EntriesKindOf<T>

/** One column for each member of a row except `caseId`, in the order of the table. */
export type Columns<R extends Row> = { readonly [M in Exclude<keyof R & string, 'caseId'>]-?: ColumnFor<R[M]> }

/** The members of an index in order, or an index definition. */
export type Index<R extends Row> =
  | readonly (keyof R & string)[]
  | {
      readonly on: readonly (keyof R & string)[]
      /** `gin`: to find lists by their elements. */
      readonly using?: 'gin'
      readonly order?: 'descending'
      /** Only rows in which the first member is present. */
      readonly where?: 'present'
      /** Of a listing: only the current versions of its items, or only the former ones. */
      readonly versions?: 'current' | 'former'
    }

/** The table of the items that a view lists. Their key, and `knownFrom`, are its primary key. */
export interface ListingTable<I extends Row> {
  readonly key: readonly (keyof I & string)[]
  /** This shape is stored: change it with the view's version. */
  readonly columns: Columns<I>
  readonly indexes?: Readonly<Record<string, Index<I & Known>>>
}

/** A view's name, version and key, and the columns of its rows. */
export interface TableDefinition<R extends Row, I extends Row = Row> extends Pick<View<R>, 'name' | 'version'> {
  readonly key?: readonly (keyof R & string)[]
  /** This shape is stored: change it with the view's version. */
  readonly columns: Columns<R>
  /** By name; the name of the index in PostgreSQL begins with the name of the table. */
  readonly indexes?: Readonly<Record<string, Index<R>>>
  readonly listing?: ListingTable<I>
  /**
   * When the migration was written, in milliseconds since 1970: migrations run in this order, each once. Never change
   * it.
   */
  readonly migration: number
  /** What was added for queries after the table, whose rows stay as they are: a migration of its own, also never changed. */
  readonly added?: { readonly statements: readonly string[]; readonly migration: number }
}

/** The table of a view's version: for queries, and as a migration. Only the projection writes to it. */
export interface ViewTable<R extends Row = Row> extends Pick<View<R>, 'name' | 'version' | 'key' | 'lists'> {
  readonly entity: EntitySchema<R>
  readonly migration: new () => MigrationInterface
  readonly addition?: new () => MigrationInterface
}

/** A view and its table. */
export interface StoredView<R extends Row = Row> extends View<R>, ViewTable<R> {}

/**
 * Defines the table of a view's version, for a view that is written without `storedView`:
 * `{ ...viewTable<CaseFile>({ … }), events, rows, evolve }`.
 */
export const viewTable = <R extends Row, I extends Row = Row>(definition: TableDefinition<R, I>): ViewTable<R> => {
  const { name, version, key = [] } = definition
  const lists = listsOf(definition)
  return {
    name,
    version,
    key,
    ...(lists.length > 0 ? { lists } : {}),
    entity: entityOf(definition),
    migration: migrationOf(definition),
    ...(definition.added ? { addition: additionOf(definition, definition.added) } : {}),
  }
}

/** Defines a read model with its table: `const referralsView: StoredView<Referral> = storedView({ … })`. */
export const storedView = <R extends Row, const E extends readonly EventType[]>(
  definition: ViewDefinition<R, E> & TableDefinition<NoInfer<R>>,
): StoredView<R> => ({ ...view(definition), ...viewTable<R>(definition) })

/** The entities and migrations of some views, for the options of a DataSource. */
export const tablesOf = (views: readonly ViewTable[]): { entities: EntitySchema[]; migrations: ViewTable['migration'][] } => ({
  entities: views.map(({ entity }) => entity),
  migrations: views.flatMap(({ migration, addition }) => (addition ? [migration, addition] : [migration])),
})

interface Column {
  readonly member: string
  readonly kind: ColumnKind | EntriesKind
  readonly isOptional?: boolean
  readonly isHidden?: boolean
}

const isEntriesKind = (kind: Column['kind']): kind is EntriesKind => Object.hasOwn(ENTRIES, kind)

const sqlOf = (kind: Column['kind']): string => (isEntriesKind(kind) ? ENTRIES[kind] : KINDS[kind].sql)

/** @throws if the definition cannot have members with entries */
const listsOf = <R extends Row, I extends Row>(definition: TableDefinition<R, I>): readonly ListMember[] => {
  const { name, key = [], listing } = definition
  const lists = columnsOf(definition).flatMap(({ member, kind }) =>
    isEntriesKind(kind) ? [{ member, isNamed: kind === 'namedEntries' }] : [],
  )
  if (lists.length > 0 && key.length > 0) throw new Error(`${name}: only a view with one row for each case can have members with entries`)
  if (lists.length === 0 && listing) throw new Error(`${name}: only a view that has members with entries can have a listing`)
  const others = columnsOf(definition).filter(({ kind }) => kind === 'bigint' || kind === 'timestamptz')
  if (lists.length > 0 && others.length > 0)
    throw new Error(`${name}: with members with entries, ${others[0]?.member} cannot be read back as it was folded: store it as text`)
  return lists
}

const columnsOf = <R extends Row>({ columns }: { readonly columns: Columns<R> }): readonly Column[] => {
  const declared = Object.entries<Column['kind'] | Omit<Column, 'member'>>(columns)
  return [
    { member: 'caseId', kind: 'uuid' },
    ...declared.map(([member, column]) => ({ member, ...(typeof column === 'string' ? { kind: column } : column) })),
  ]
}

const pascalCase = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())

const entityOf = <R extends Row, I extends Row>(definition: TableDefinition<R, I>): EntitySchema<R> => {
  const key: readonly string[] = ['caseId', ...(definition.key ?? [])]
  const columns = columnsOf(definition).flatMap(
    ({ member, kind, isOptional = false, isHidden = false }): [string, EntitySchemaColumnOptions][] => {
      if (isEntriesKind(kind)) return []
      const { sql: _, ...type } = KINDS[kind]
      return [[member, { ...type, name: columnOf(member), primary: key.includes(member), nullable: isOptional, select: !isHidden }]]
    },
  )
  return new EntitySchema({
    name: pascalCase(definition.name),
    tableName: tableNameOf(definition),
    columns: Object.fromEntries(columns) as object,
  })
}

/** The statements that create a view's table and its indexes, and those of its entries and its listing. */
export const createStatements = <R extends Row, I extends Row = Row>(definition: TableDefinition<R, I>): readonly string[] => {
  const { key = [], indexes = {}, listing } = definition
  const table = tableNameOf(definition)
  if (listsOf(definition).length === 0) return createTable(table, columnsOf(definition), key, indexes)
  const versions: readonly Column[] = [
    { member: 'knownFrom', kind: 'orderedText' },
    { member: 'knownUntil', kind: 'orderedText', isOptional: true },
  ]
  return [
    ...createTable(table, [...columnsOf(definition), { member: 'writtenBy', kind: 'uuid' }], key, indexes),
    `create table ${entriesNameOf(table)} (
  case_id uuid not null,
  list text collate "C" not null,
  place int not null,
  entry json not null,
  primary key (case_id, list, place)
)`,
    ...(listing
      ? createTable(listingNameOf(table), [...columnsOf(listing), ...versions], [...listing.key, 'knownFrom'], listing.indexes ?? {})
      : []),
  ]
}

const createTable = <R extends Row>(
  table: string,
  columns: readonly Column[],
  key: readonly string[],
  indexes: Readonly<Record<string, Index<R>>>,
): readonly string[] => {
  const declared = columns.map(({ member, kind, isOptional }) => `  ${columnOf(member)} ${sqlOf(kind)}${isOptional ? '' : ' not null'},\n`)
  const primaryKey = ['caseId', ...key].map(columnOf).join(', ')
  const created = Object.entries(indexes).map(([name, index]) => `create index ${table}_${columnOf(name)} on ${table} ${indexed(index)}`)
  return [`create table ${table} (\n${declared.join('')}  primary key (${primaryKey})\n)`, ...created]
}

const indexed = <R extends Row>(index: Index<R>): string => {
  const { on, using, order, where, versions } = 'on' in index ? index : { on: index }
  const members = on.map((member) => columnOf(member) + (order === undefined ? '' : ' desc')).join(', ')
  const conditions = [
    ...(where === undefined ? [] : [`${columnOf(on[0] ?? '')} is not null`]),
    ...(versions === undefined ? [] : [`known_until is ${versions === 'current' ? '' : 'not '}null`]),
  ]
  return `${using === undefined ? '' : `using ${using} `}(${members})${conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`}`
}

const migrationOf = <R extends Row, I extends Row>(definition: TableDefinition<R, I>): ViewTable['migration'] =>
  class implements MigrationInterface {
    readonly name = `Create${pascalCase(definition.name)}V${definition.version}${definition.migration}`

    async up(db: QueryRunner): Promise<void> {
      for (const statement of createStatements(definition)) await db.query(statement)
    }

    async down(db: QueryRunner): Promise<void> {
      const table = tableNameOf(definition)
      const others = [
        ...(definition.listing ? [listingNameOf(table)] : []),
        ...(listsOf(definition).length > 0 ? [entriesNameOf(table)] : []),
      ]
      await db.query(`drop table ${[table, ...others].join(', ')}`)
    }
  }

/** The tables of a rebuild are copies: they have the same indexes, under other names. */
const additionOf = <R extends Row, I extends Row>(
  { name, version }: TableDefinition<R, I>,
  { statements, migration }: NonNullable<TableDefinition<R, I>['added']>,
): ViewTable['migration'] =>
  class implements MigrationInterface {
    readonly name = `AddTo${pascalCase(name)}V${version}${migration}`

    async up(db: QueryRunner): Promise<void> {
      for (const statement of statements) await db.query(statement)
    }

    async down(): Promise<void> {
      // What was added goes with the table.
    }
  }
