import { type Confidentiality, confidentiality } from '@case-timeline/access'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { CASE_FILES, ROWS_IN_ORDER } from '@case-timeline/lists'
import { tablesOf } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { DataSource } from 'typeorm'
import { caseFileTable } from './case-file.view.ts'
import { casesOf, type CasesQuery } from './case-files.ts'
import { CASE_FILES_OF } from './folded-files.fixtures.ts'
import { caseOf, EXCLUDED, fillCases, numbersOf, READERS, rowsReadFor, sinceOf } from './many-cases.fixtures.ts'

const CASES = 20_000
const LIMIT = 50

/** The cases that come next in the list, and whether there are others. */
const IN_ORDER = 2 * ROWS_IN_ORDER + 2

let log: TestLog
let db: DataSource
let orders: Confidentiality
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([caseFileTable]))
  orders = confidentiality(log.storeOf('investigation'))
  await fillCases(db, 1, CASES)
}, 60_000)
afterAll(() => log.close())

const cursorAfter = (number: number): string => Buffer.from(`${sinceOf(number)} ${caseOf(number)}`).toString('base64url')

describe.each(['force_custom_plan', 'force_generic_plan'] as const)('a page of the cases of an agency, with %s', (plans) => {
  const page = async (query: Omit<CasesQuery, 'limit'>) => {
    const list = (one: DataSource) => casesOf(one, CASE_FILES_OF.investigation, orders, { ...query, limit: LIMIT })
    const { answer, rows } = await rowsReadFor(db, plans, [CASE_FILES], list)
    return { cases: answer.cases.map(({ caseId }) => caseId), hasMore: answer.next !== undefined, rows }
  }

  it.each([
    ['the first page', undefined],
    ['a page in the middle', CASES / 2],
  ])('reads as many cases as it shows, of an agency that has nearly all: %s', async (_, after) => {
    const numbers = numbersOf('most', (after ?? CASES + 1) - 1)
    const cursor = after === undefined ? {} : { cursor: cursorAfter(after) }
    const { cases, hasMore, rows } = await page({ ...READERS.most.reader, ...cursor })
    expect({ cases, hasMore }).toEqual({ cases: numbers.slice(0, LIMIT).map(caseOf), hasMore: true })
    expect(rows).toBeLessThanOrEqual(LIMIT + 10)
  })

  it('reads no others for the last page of that agency', async () => {
    const { cases, hasMore, rows } = await page({ ...READERS.most.reader, cursor: cursorAfter(LIMIT) })
    expect({ cases, hasMore }).toEqual({ cases: numbersOf('most', LIMIT - 1).map(caseOf), hasMore: false })
    expect(rows).toBeLessThanOrEqual(3 * LIMIT)
  })

  it.each([
    ['has few of them', 'few'],
    ['receives few handovers', 'handedOver'],
    ['has a user who is assigned to few', 'assigned'],
  ] as const)('reads, of all cases, a fixed number and those of an agency that %s', async (_, of) => {
    const numbers = numbersOf(of, CASES)
    expect(numbers).toHaveLength(20)
    const first = await page(READERS[of].reader)
    expect(first).toMatchObject({ cases: numbers.map(caseOf), hasMore: false })
    expect(first.rows).toBeLessThanOrEqual(IN_ORDER + 3 * numbers.length)
    const second = await page({ ...READERS[of].reader, cursor: cursorAfter(CASES / 2) })
    expect(second).toMatchObject({ cases: numbers.filter((number) => number < CASES / 2).map(caseOf), hasMore: false })
    expect(second.rows).toBeLessThanOrEqual(IN_ORDER + 3 * numbers.length)
  })

  it('leaves out the cases from which a user is excluded, and reads no more for it', async () => {
    const { cases, rows } = await page({ ...READERS.few.reader, userId: EXCLUDED })
    expect(cases).toEqual(
      numbersOf('few', CASES)
        .filter((number) => Math.floor(number / 1_000) % 2 === 1)
        .map(caseOf),
    )
    expect(rows).toBeLessThanOrEqual(IN_ORDER + 60)
  })

  it('reads the cases to which it is restricted, and no others', async () => {
    const only = [caseOf(7), caseOf(8), caseOf(1_007)]
    const { cases, rows } = await page({ ...READERS.few.reader, only })
    expect(cases).toEqual([caseOf(1_007), caseOf(7)])
    expect(rows).toBeLessThanOrEqual(only.length)
  })
})
