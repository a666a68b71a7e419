import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { isExcluded } from '@case-timeline/lists'
import { deadlineLog, queryFor } from './deadline-log.fixtures.ts'
import { assignedCasesStatement, type PageRequest, pageStatement, type Statement } from './deadline-page.ts'
import { EXCLUDED, fillDeadlines, LARGER_OFFICE, OF_LARGER_OFFICE, OFFICE } from './many-deadlines.fixtures.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>
beforeAll(async () => {
  test = await deadlineLog()
  await fillDeadlines(test.db)
}, 60_000)
afterAll(() => test.close())

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

const LIMIT = 51
const NOW = '2026-11-25T10:00:00.000Z'
const MIDDLE = { dueBy: '2026-01-07T00:00:00.000Z', clockId: 'a~0' }

/** Plans for the values of a statement, and for all values, as a session has for what it repeats. */
const PLANS = ['force_custom_plan', 'force_generic_plan'] as const

const literalOf = (value: unknown): string => {
  const text = Array.isArray(value) ? `{${value.map((one) => JSON.stringify(one)).join(',')}}` : String(value)
  return `'${text.replaceAll("'", "''")}'`
}

/** How PostgreSQL executes a statement. */
const planOf = ({ sql, parameters }: Statement, plans: (typeof PLANS)[number]): Promise<PlanNode> =>
  test.db.transaction(async (transaction) => {
    await transaction.query(`set local plan_cache_mode = ${plans}`)
    await transaction.query(`prepare explained as ${sql}`)
    const [explained] = await transaction.query(
      `explain (analyze, format json) execute explained (${parameters.map(literalOf).join(', ')})`,
    )
    await transaction.query('deallocate explained')
    return (explained as { 'QUERY PLAN': [{ readonly Plan: PlanNode }] })['QUERY PLAN'][0].Plan
  })

/** The rows that PostgreSQL reads for a page, whether they are shown or not, and how many pages of the list it shows. */
const readWith = (plans: (typeof PLANS)[number]) => async (request: Partial<PageRequest>, receivingAgency?: string) => {
  const plan = await planOf(pageStatement({ ...queryFor(undefined), asOf: NOW, limit: LIMIT, ...request }, [], receivingAgency), plans)
  const nodes = nodesOf(plan).filter((node) => node['Relation Name'] !== undefined)
  const rowsOf = (table: string): number =>
    nodes
      .filter((node) => node['Relation Name'] === table)
      .reduce((sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], 0)
  return {
    shown: plan['Actual Rows'],
    deadlines: rowsOf('deadlines_v13_items'),
    caseFiles: rowsOf('case_file_v7'),
    wholeTables: nodes.filter((node) => node['Node Type'] === 'Seq Scan').length,
  }
}

describe.each(PLANS)('a page among 20,000 deadlines in 10,000 cases, with %s', (plans) => {
  const readFor = readWith(plans)

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
    const [one] = await test.db.query(`select case_id as "caseId" from deadlines_v13_items where listed_for = 'zz-support' limit 1`)
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
    // Those of its 100 cases, of which none was founded by victim support.
    expect(caseFiles).toBeLessThanOrEqual(100)
  })

  it('reads for the receiving agency, which has half of all cases, about two deadlines for each that it shows', async () => {
    const { shown, deadlines, caseFiles, wholeTables } = await readFor({ agencyId: 'zz-receiver' }, 'zz-receiver')
    expect([shown, wholeTables]).toEqual([LIMIT, 0])
    expect(deadlines).toBeLessThanOrEqual(3 * LIMIT)
    // And its first 201 cases: it has not few.
    expect(caseFiles).toBeLessThanOrEqual(201 + 3 * LIMIT)
  })

  it.each([
    ['all', {}],
    ['the overdue', { state: 'overdue' }],
    ['as known at an earlier time', { knownAt: '2026-01-05T12:00:00Z' }],
  ] as const)('reads nothing for an office without cases: %s', async (_, request) =>
    expect(await readFor({ ...request, agencyId: 'zz-nobody' })).toEqual({ shown: 0, deadlines: 0, caseFiles: 0, wholeTables: 0 }),
  )

  it('reads for an office with 300 cases among them a fixed number, and those of its cases', async () => {
    const request = { ...queryFor(undefined), agencyId: LARGER_OFFICE, asOf: NOW, limit: LIMIT }
    const { sql, parameters } = pageStatement(request, [], undefined)
    const found: { clockId: string }[] = await test.db.query(sql, [...parameters])
    const numbers = Array.from({ length: 100 }, (_, hundred) => OF_LARGER_OFFICE.map((number) => 100 * hundred + number)).flat()
    expect(found.map(({ clockId }) => clockId)).toEqual(numbers.slice(0, LIMIT).map((number) => `b~${number}`))
    const { shown, deadlines, caseFiles, wholeTables } = await readFor(request)
    expect([shown, wholeTables]).toEqual([LIMIT, 0])
    // What comes next, whether there is more, and five versions of each case.
    expect(deadlines).toBeLessThanOrEqual(2 * 501 + 5 * 300)
    // Of what comes next, whether it has few, and its own.
    expect(caseFiles).toBeLessThanOrEqual(500 + 201 + 300)
  })

  it('finds the cases to which a user of another agency is assigned by an index', async () => {
    const request = { ...queryFor(undefined), agencyId: 'zz-nobody', roles: ['case-worker'] }
    const nodes = nodesOf(await planOf(assignedCasesStatement(request, 'zz-receiver'), plans))
    expect(nodes.map((node) => node['Index Name']).filter(Boolean)).toEqual(['case_file_v7_assigned_users'])
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan')
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
