import { type Confidentiality, confidentiality } from '@case-timeline/access'
import { CaseOpened } from '@case-timeline/contracts'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import {
  CASE_FILES,
  inCasesOfAgency,
  type ListedRow,
  pageInCasesOfAgency,
  type PageQuery,
  type Reader,
  ROWS_IN_ORDER,
} from '@case-timeline/lists'
import { storedView, tablesOf } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { DataSource } from 'typeorm'
import { caseFileTable } from './case-file.view.ts'
import { caseOf, EXCLUDED, fillCases, numbersOf, READERS, rowsReadFor, sinceOf } from './many-cases.fixtures.ts'

const CASES = 20_000
const LIMIT = 50

/** Two rows of each case; those of a case have the same place in the list. */
interface Line extends ListedRow {
  readonly number: number
}

const lines = storedView<Line, [typeof CaseOpened]>({
  name: 'test-lines',
  version: 1,
  key: ['number'],
  columns: { number: 'int', since: 'orderedText' },
  indexes: { since: ['since', 'caseId', 'number'] },
  migration: 1_764_000_000_003,
  events: [CaseOpened],
  rows: () => [],
  on: { 'investigation.CaseOpened': (row) => row ?? null },
})
const TABLES = [CASE_FILES, 'test_lines_v1']

/** What is read of rows in the order of the list: each and its case file, and twice whether there are others. */
const IN_ORDER = 4 * ROWS_IN_ORDER + 10

/** What is read for each own row: twice its case, the row and its case again. */
const EACH_OWN = 4

let log: TestLog
let db: DataSource
let orders: Confidentiality
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([caseFileTable, lines]))
  orders = confidentiality(log.storeOf('investigation'))
  await fillCases(db, 1, CASES)
  await db.query(`insert into test_lines_v1 (case_id, number, since) select case_id, n, since from ${CASE_FILES}, generate_series(1, 2) n`)
  await db.query('analyze test_lines_v1')
}, 60_000)
afterAll(() => log.close())

/** The oldest cases of a reader come first, with two rows each. */
const rowsOf = (numbers: readonly number[]): readonly string[] =>
  numbers.toReversed().flatMap((number) => [1, 2].map((row) => `${caseOf(number)} ${row}`))

describe.each(['force_custom_plan', 'force_generic_plan'] as const)('a page of rows in the cases of an agency, with %s', (plans) => {
  const page = async (reader: Reader, query: Partial<PageQuery> = {}) => {
    const list = (one: DataSource) =>
      pageInCasesOfAgency(one.getRepository(lines.entity).createQueryBuilder('listed'), lines, { limit: LIMIT, ...query }, reader, orders)
    const { answer, rows } = await rowsReadFor(db, plans, TABLES, list)
    return { shown: answer.rows.map(({ caseId, number }) => `${caseId} ${number}`), next: answer.next, rows }
  }

  it('reads the rows that it shows, and their cases, of an agency that has nearly all', async () => {
    const first = await page(READERS.most.reader)
    const expected = rowsOf(numbersOf('most', CASES))
    expect(first.shown).toEqual(expected.slice(0, LIMIT))
    expect(first.rows).toBeLessThanOrEqual(ROWS_IN_ORDER + 3 * LIMIT)
    const second = await page(READERS.most.reader, { cursor: first.next })
    expect(second.shown).toEqual(expected.slice(LIMIT, 2 * LIMIT))
    expect(second.rows).toBeLessThanOrEqual(ROWS_IN_ORDER + 3 * LIMIT)
  })

  it('reads no others for the last page of that agency', async () => {
    const { shown, next, rows } = await page(READERS.most.reader, { cursor: `${sinceOf(CASES - 9)}~${caseOf(CASES - 9)}~0` })
    expect({ shown, next }).toEqual({ shown: rowsOf(numbersOf('most', CASES)).slice(-20), next: undefined })
    expect(rows).toBeLessThanOrEqual(5 * LIMIT)
  })

  it.each([
    ['has few of them', 'few'],
    ['receives few handovers', 'handedOver'],
    ['has a user who is assigned to few', 'assigned'],
  ] as const)('reads, of all rows, a fixed number and those of an agency that %s', async (_, of) => {
    const expected = rowsOf(numbersOf(of, CASES))
    const { shown, next, rows } = await page(READERS[of].reader)
    expect({ shown, next }).toEqual({ shown: expected, next: undefined })
    expect(rows).toBeLessThanOrEqual(IN_ORDER + EACH_OWN * 40)
    const inTwo = await page(READERS[of].reader, { limit: 25 })
    const last = await page(READERS[of].reader, { limit: 25, cursor: inTwo.next })
    expect([...inTwo.shown, ...last.shown]).toEqual(expected)
  })

  it('leaves out the cases from which a user is excluded, and reads no more for it', async () => {
    const { shown, rows } = await page({ ...READERS.few.reader, userId: EXCLUDED })
    expect(shown).toEqual(rowsOf(numbersOf('few', CASES).filter((number) => Math.floor(number / 1_000) % 2 === 1)))
    expect(rows).toBeLessThanOrEqual(IN_ORDER + EACH_OWN * 40)
  })

  it('reads only the rows of a requested case', async () => {
    const own = await page(READERS.few.reader, { case: caseOf(1_007) })
    expect(own.shown).toEqual(rowsOf([1_007]))
    const foreign = await page(READERS.few.reader, { case: caseOf(1_008) })
    expect(foreign.shown).toEqual([])
    expect(Math.max(own.rows, foreign.rows)).toBeLessThanOrEqual(10)
  })

  it('counts the rows of an agency that has few without reading those of the others', async () => {
    const count = (one: DataSource) =>
      inCasesOfAgency(one.getRepository(lines.entity).createQueryBuilder('listed'), READERS.few.reader).getCount()
    const { answer, rows } = await rowsReadFor(db, plans, TABLES, count)
    expect(answer).toBe(40)
    expect(rows).toBeLessThanOrEqual(200)
  })
})
