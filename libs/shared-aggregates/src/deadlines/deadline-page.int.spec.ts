import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { isExcluded } from '@case-timeline/lists'
import { deadlineLog, queryFor } from './deadline-log.fixtures.ts'
import { type PageRequest, pageStatement } from './deadline-page.ts'
import { EXCLUDED, fillDeadlines, OFFICE } from './many-deadlines.fixtures.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>
beforeAll(async () => {
  test = await deadlineLog()
  await fillDeadlines(test.db)
}, 60_000)
afterAll(() => test.close())

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

const LIMIT = 51
const NOW = '2026-11-25T10:00:00.000Z'
const MIDDLE = { dueBy: '2026-01-07T00:00:00.000Z', clockId: 'a~0' }

/** The rows that PostgreSQL reads for a page, whether they are shown or not, and how many pages of the list it shows. */
const readFor = async (request: Partial<PageRequest>, receivingAgency?: string) => {
  const { sql, parameters } = pageStatement({ ...queryFor(undefined), asOf: NOW, limit: LIMIT, ...request }, [], receivingAgency)
  const [explained] = await test.db.query(`explain (analyze, format json) ${sql}`, [...parameters])
  const { Plan: plan } = (explained as { 'QUERY PLAN': [{ readonly Plan: PlanNode }] })['QUERY PLAN'][0]
  const nodes = nodesOf(plan).filter((node) => node['Relation Name'] !== undefined)
  const rowsOf = (table: string): number =>
    nodes
      .filter((node) => node['Relation Name'] === table)
      .reduce((sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], 0)
  return {
    shown: plan['Actual Rows'],
    deadlines: rowsOf('deadlines_v7_items'),
    caseFiles: rowsOf('case_file_v6'),
    wholeTables: nodes.filter((node) => node['Node Type'] === 'Seq Scan').length,
  }
}

describe('a page among 20,000 deadlines in 10,000 cases', () => {
  it.each([
    ['the first', {}],
    ['one in the middle', { after: MIDDLE }],
    ['the overdue', { state: 'overdue' }],
    ['the overdue in the middle', { state: 'overdue', after: MIDDLE }],
    ['the met', { state: 'met' }],
    ['the met late', { state: 'metLate' }],
  ] as const)('reads exactly the deadlines that it shows, and their case files: %s', async (_, request) =>
    expect(await readFor(request)).toEqual({ shown: LIMIT, deadlines: LIMIT, caseFiles: LIMIT, wholeTables: 0 }),
  )

  it.each(['due', 'lapsed'] as const)('reads nothing where no deadline has the requested state: %s', async (state) =>
    expect(await readFor({ state })).toEqual({ shown: 0, deadlines: 0, caseFiles: 0, wholeTables: 0 }),
  )

  it('reads each deadline more from whose case the reader is excluded', async () =>
    expect(await readFor({ userId: EXCLUDED })).toEqual({ shown: LIMIT, deadlines: LIMIT + 1, caseFiles: LIMIT + 1, wholeTables: 0 }))

  it('reads only the deadlines of a requested case', async () => {
    const [one] = await test.db.query(`select case_id as "caseId" from deadlines_v7_items where listed_for = 'zz-support' limit 1`)
    const { caseId } = one as { caseId: string }
    const { deadlines, wholeTables } = await readFor({ caseId })
    // Three deadlines, two of them in at most two versions, read for each of three alternatives.
    expect(deadlines).toBeLessThanOrEqual(15)
    expect(wholeTables).toBe(0)
  })

  it.each([
    ['the first', {}],
    ['one in the middle', { after: { ...MIDDLE, dueBy: '2026-01-04T00:00:00.000Z' } }],
  ])('reads, as known at an earlier time, at most two versions of each deadline that it shows: %s', async (_, request) => {
    const { shown, deadlines, caseFiles, wholeTables } = await readFor({ ...request, knownAt: '2026-01-05T12:00:00Z' })
    expect([shown, wholeTables]).toEqual([LIMIT, 0])
    expect(deadlines).toBeLessThanOrEqual(2 * LIMIT)
    expect(caseFiles).toBe(deadlines)
  })

  it('reads no row of the list for a time at which nothing was known', async () =>
    expect(await readFor({ knownAt: '2025-06-01T00:00:00Z' })).toEqual({ shown: 0, deadlines: 0, caseFiles: 0, wholeTables: 0 }))

  it.each([
    ['all', {}],
    ['the overdue', { state: 'overdue' }],
  ] as const)('reads for an office the cases that it has, one in a hundred, and not those of the others: %s', async (_, request) => {
    const { shown, caseFiles, wholeTables } = await readFor({ ...request, agencyId: OFFICE })
    expect([shown, wholeTables]).toEqual([LIMIT, 0])
    // Those of its 100 cases, for each of the alternatives.
    expect(caseFiles).toBeLessThanOrEqual(300)
  })

  it('reads for the receiving agency, which has half of all cases, about two deadlines for each that it shows', async () => {
    const { shown, deadlines, caseFiles, wholeTables } = await readFor({ agencyId: 'zz-receiver' }, 'zz-receiver')
    expect([shown, wholeTables]).toEqual([LIMIT, 0])
    expect(Math.max(deadlines, caseFiles)).toBeLessThanOrEqual(3 * LIMIT)
  })
})

it.each(['tr-x-icu', 'en-x-icu', 'C'])(
  'knows an excluded user in either case of letters, whatever the locale of the database: %s',
  async (locale) => {
    const excluded = `array['ZZ:M.ISIK', 'zz:j.cruz']::text[] collate "${locale}"`
    const [found] = await test.db.query(
      `select ${isExcluded('excluded', '$1')} as shouted, ${isExcluded('excluded', '$2')} as other from (select ${excluded} as excluded) file`,
      ['zz:m.isik', 'zz:m.santos'],
    )
    expect(found).toEqual({ shouted: true, other: false })
  },
)
