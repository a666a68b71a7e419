import { describe, expect, it } from '@jest/globals'
import { type Notebook, notebook } from './notebook.fixtures.ts'
import { tally } from './tally.fixtures.ts'
import { specimenTable, type Specimen } from './view-table.fixtures.ts'
import { type Columns, createStatements, type ListingTable, optional, tablesOf, viewTable } from './view-table.ts'

const notebookTable = {
  name: 'test-notebooks',
  version: 1,
  columns: { title: 'text', notes: 'entries', byParity: 'namedEntries' },
  migration: 1,
} as const

describe('the table of a view', () => {
  it('has a column for each member, its key as primary key, and its indexes', () =>
    expect(createStatements(specimenTable)).toEqual([
      `create table test_specimens_v2 (
  case_id uuid not null,
  item_id uuid not null,
  label text not null,
  sort_key text collate "C" not null,
  tags text[] not null,
  count int not null,
  byte_offset bigint not null,
  is_open boolean not null,
  starts_at timestamptz not null,
  entries json not null,
  details jsonb not null,
  internal json not null,
  note text,
  primary key (case_id, item_id)
)`,
      'create index test_specimens_v2_sorted on test_specimens_v2 (sort_key, case_id, item_id)',
      'create index test_specimens_v2_newest on test_specimens_v2 (sort_key desc, case_id desc)',
      'create index test_specimens_v2_tags on test_specimens_v2 using gin (tags)',
      'create index test_specimens_v2_noted on test_specimens_v2 (note) where note is not null',
    ]))

  it('has a number in place of each list with entries, the mark of the write, and a second table for the entries', () => {
    expect(notebook).toMatchObject({
      lists: [
        { member: 'notes', isNamed: false },
        { member: 'byParity', isNamed: true },
      ],
    })
    expect(Object.keys(notebook.entity.options.columns)).toEqual(['caseId', 'title'])
    expect(createStatements<Notebook>(notebookTable)).toEqual([
      `create table test_notebooks_v1 (
  case_id uuid not null,
  title text not null,
  notes int not null,
  by_parity json not null,
  written_by uuid not null,
  primary key (case_id)
)`,
      `create table test_notebooks_v1_entries (
  case_id uuid not null,
  list text collate "C" not null,
  place int not null,
  entry json not null,
  primary key (case_id, list, place)
)`,
    ])
  })

  it('has a further table for its listing, with the time for which each version was known in the key', () => {
    const listing: ListingTable<Pick<Specimen, 'caseId' | 'itemId' | 'label'>> = {
      key: ['itemId', 'label'],
      columns: { itemId: 'uuid', label: 'text' },
      indexes: {
        current: { on: ['label', 'knownFrom'], where: 'present', versions: 'current' },
        former: { on: ['label'], versions: 'former' },
      },
    }
    expect(createStatements<Notebook, Pick<Specimen, 'caseId' | 'itemId' | 'label'>>({ ...notebookTable, listing }).slice(2)).toEqual([
      `create table test_notebooks_v1_items (
  case_id uuid not null,
  item_id uuid not null,
  label text not null,
  known_from text collate "C" not null,
  known_until text collate "C",
  primary key (case_id, item_id, label, known_from)
)`,
      'create index test_notebooks_v1_items_current on test_notebooks_v1_items (label, known_from) where label is not null and known_until is null',
      'create index test_notebooks_v1_items_former on test_notebooks_v1_items (label) where known_until is not null',
    ])
  })

  it('is refused when a view without such a list has a listing', () =>
    expect(() => viewTable<Specimen, Specimen>({ ...specimenTable, listing: { key: ['itemId'], columns: specimenTable.columns } })).toThrow(
      'test-specimens: only a view that has members with entries can have a listing',
    ))

  it('is refused when a view with several rows for a case has a list with entries', () =>
    expect(() => viewTable({ ...specimenTable, columns: { ...specimenTable.columns, entries: 'entries' } })).toThrow(
      'test-specimens: only a view with one row for each case can have members with entries',
    ))

  it('is refused when a value next to such lists would be read back in another form', () =>
    expect(() =>
      viewTable<Notebook & { readonly at: string }>({
        name: 'test-notebooks',
        version: 1,
        columns: { title: 'text', notes: 'entries', byParity: 'namedEntries', at: 'timestamptz' },
        migration: 1,
      }),
    ).toThrow('test-notebooks: with members with entries, at cannot be read back as it was folded: store it as text'))

  it('has a migration whose name is derived from view name, version and timestamp', () => {
    const { migration: Migration } = viewTable(specimenTable)
    expect(new Migration().name).toBe('CreateTestSpecimensV21764000000002')
  })

  it('has a second migration for what was added to the table, after the first', () => {
    const table = viewTable({ ...specimenTable, added: { statements: ['select 1'], migration: 1_764_000_000_009 } })
    expect(tablesOf([table]).migrations.map((Migration) => new Migration().name)).toEqual([
      'CreateTestSpecimensV21764000000002',
      'AddToTestSpecimensV21764000000009',
    ])
  })

  it('has the same columns in TypeORM, and does not select hidden ones', () => {
    const { tableName, columns } = viewTable(specimenTable).entity.options
    expect(tableName).toBe('test_specimens_v2')
    expect(Object.keys(columns)).toEqual(['caseId', ...Object.keys(specimenTable.columns)])
    expect(columns).toMatchObject({
      itemId: { name: 'item_id', type: 'uuid', primary: true, select: true },
      tags: { type: 'text', array: true, nullable: false, primary: false },
      internal: { select: false },
      note: { nullable: true },
    })
  })

  it('provides the entity and the migration of a view', () =>
    expect(tablesOf([tally])).toEqual({ entities: [tally.entity], migrations: [tally.migration] }))

  it('does not compile with a missing, surplus or mistyped column', () => {
    const { label, note, ...others } = specimenTable.columns
    // @ts-expect-error a member without a column
    const missing: Columns<Specimen> = { note, ...others }
    // @ts-expect-error a column without a member
    const surplus: Columns<Specimen> = { label, note, ...others, surplus: 'text' }
    // @ts-expect-error a number in a column of text
    const mistyped: Columns<Specimen> = { label, note, ...others, count: 'text' }
    // @ts-expect-error a member that may be absent in a column that is never null
    const required: Columns<Specimen> = { label, ...others, note: 'text' }
    // @ts-expect-error a member that is never absent in a column that may be null
    const nullable: Columns<Specimen> = { note, ...others, label: optional('text') }
    expect([missing, surplus, mistyped, required, nullable]).toHaveLength(5)
  })
})
