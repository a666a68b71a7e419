import { execute } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DataSource } from 'typeorm'
import { copyRows } from './copy.ts'
import { keyOf, keyText } from './fold.ts'
import { replaceCases, tableOf } from './table.ts'
import { type Specimen, specimenTable } from './view-table.fixtures.ts'
import { COLUMN_KINDS, type StoredView, tablesOf, viewTable } from './view-table.ts'

const specimens: StoredView<Specimen> = {
  ...viewTable(specimenTable),
  events: [],
  rows: () => [],
  evolve: (row) => row ?? null,
}

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([specimens]))
})
afterAll(() => log.close())

/** PostgreSQL text cannot contain NUL. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0')),
  fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', '"', '{', '}', ',', 'N', '.') }),
)
const json = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text)), { noNullPrototype: true })
const row: fc.Arbitrary<Specimen> = fc.record({
  caseId: fc.uuid(),
  itemId: fc.uuid(),
  label: text,
  sortKey: text,
  tags: fc.array(text),
  count: fc.integer(),
  byteOffset: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  isOpen: fc.boolean(),
  startsAt: fc
    .date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  entries: fc.array(json),
  details: json,
  internal: fc.dictionary(text, text, { noNullPrototype: true }),
  note: fc.option(text, { nil: undefined }),
})

const stored = async (written: Specimen): Promise<object | undefined> => {
  const query = db.getRepository(specimens.entity).createQueryBuilder('one').addSelect('one.internal')
  const found = await query.where('one.caseId = :caseId and one.itemId = :itemId', written).getOne()
  return found === null ? undefined : { ...found, startsAt: new Date(found.startsAt).toISOString(), note: found.note ?? undefined }
}

describe('the table of a view in PostgreSQL', () => {
  it('returns each row as it was written, and as it was copied, for every kind of column', async () => {
    const used = Object.values(specimenTable.columns).map((column) => (typeof column === 'string' ? column : column.kind))
    expect(new Set(used)).toEqual(new Set(COLUMN_KINDS))
    const table = await tableOf(db.manager, specimens)
    await fc.assert(
      fc.asyncProperty(row, async (written) => {
        const rows = new Map([[keyText(keyOf(specimens, written)), written]])
        for (const write of replaceCases(table, new Map([[written.caseId, rows]]))) await execute(db.manager, write)
        expect(await stored(written)).toEqual(written)
        const [byValues] = await db.query('select t::text from test_specimens_v2 t where case_id = $1', [written.caseId])
        await db.query('delete from test_specimens_v2 where case_id = $1', [written.caseId])
        await db.transaction((tx) => copyRows(tx, table, [written]))
        const [byCopy] = await db.query('select t::text from test_specimens_v2 t where case_id = $1', [written.caseId])
        expect(byCopy).toEqual(byValues)
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('has the types and collations that its columns declare', async () => {
    const columns = await db.query(
      `select column_name as name, udt_name as type, collation_name as collation, is_nullable as nullable
        from information_schema.columns where table_name = 'test_specimens_v2' order by ordinal_position`,
    )
    expect(columns).toEqual([
      { name: 'case_id', type: 'uuid', collation: null, nullable: 'NO' },
      { name: 'item_id', type: 'uuid', collation: null, nullable: 'NO' },
      { name: 'label', type: 'text', collation: null, nullable: 'NO' },
      { name: 'sort_key', type: 'text', collation: 'C', nullable: 'NO' },
      { name: 'tags', type: '_text', collation: null, nullable: 'NO' },
      { name: 'count', type: 'int4', collation: null, nullable: 'NO' },
      { name: 'byte_offset', type: 'int8', collation: null, nullable: 'NO' },
      { name: 'is_open', type: 'bool', collation: null, nullable: 'NO' },
      { name: 'starts_at', type: 'timestamptz', collation: null, nullable: 'NO' },
      { name: 'entries', type: 'json', collation: null, nullable: 'NO' },
      { name: 'details', type: 'jsonb', collation: null, nullable: 'NO' },
      { name: 'internal', type: 'json', collation: null, nullable: 'NO' },
      { name: 'note', type: 'text', collation: null, nullable: 'YES' },
    ])
  })

  it('is dropped when its migration is reverted, and is created again with its indexes', async () => {
    const migration = new specimens.migration()
    const runner = db.createQueryRunner()
    const indexes = () => runner.query(`select indexdef from pg_indexes where tablename = 'test_specimens_v2' order by 1`)
    try {
      const before: unknown = await indexes()
      expect(before).toHaveLength(5)
      await migration.down(runner)
      expect(await indexes()).toEqual([])
      await migration.up(runner)
      expect(await indexes()).toEqual(before)
    } finally {
      await runner.release()
    }
  })
})
