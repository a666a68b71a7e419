import { randomUUID } from 'node:crypto'
import { type ServiceViews, serviceViews, testRequestContextOf } from '@case-timeline/case-file/fixtures'
import { AssessNeeds, InformOfRights, OpenSupportCase, ScreeningConducted } from '@case-timeline/contracts'
import { Lists } from '@case-timeline/lists'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { victimSupport } from '../../index.ts'
import { TriageController } from './triage.controller.ts'

const PERSONS = 10_000
const support = 'ph-social-welfare'
const contextOf = (agencyId: string) => testRequestContextOf(agencyId, 'victimSupport')
const all = { limit: 50, state: 'open' } as const

let views: ServiceViews
let triage: TriageController
let statements: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []
beforeAll(async () => {
  views = await serviceViews(victimSupport)
  triage = new TriageController(new Lists(views.db, { service: 'victimSupport' }, views.confidentiality, views.store))
  views.db.subscribers.push({
    beforeQuery: ({ query, parameters }) => {
      if (query.includes('triage_v1') && query.startsWith('select') !== query.startsWith('SELECT'))
        statements.push({ sql: query, parameters: (parameters ?? []) as readonly unknown[] })
    },
  })
})
afterAll(() => views.close())

const supported = async (caseId: string, opening: object, needs?: object): Promise<string> => {
  const personRef = randomUUID()
  await views.submit(caseId, support, OpenSupportCase, { personRef, ...opening })
  if (needs) await views.submit(caseId, support, AssessNeeds, { personRef, gesi: undefined, ...needs })
  return personRef
}

describe('the triage list of an agency', () => {
  const caseId = randomUUID()
  let mai = ''
  let thein = ''
  beforeAll(async () => {
    const child = { ageBand: 'child', language: 'vi' }
    mai = await supported(caseId, { urgentNeeds: ['medicalCare', 'food'], ...child }, { nationality: 'VN', readyToSpeak: 'yes' })
    thein = await supported(caseId, { urgentNeeds: ['food'], language: 'my' }, { nationality: 'MM', readyToSpeak: 'notYet' })
    await views.submit(caseId, support, InformOfRights, { personRef: thein })
    await views.receive(caseId, 'investigation', 'zz-police', {
      type: ScreeningConducted.type,
      data: { ...ScreeningConducted.example, personRef: mai },
    })
  })
  const listed = async (filters: object, agencyId = support) =>
    (await triage.triage(contextOf(agencyId), { ...all, case: caseId, ...filters })).rows.map(({ personRef }) => personRef)

  it.each([
    ['by need', { need: 'medicalCare' }, () => [mai]],
    ['by a need that several have', { need: 'food' }, () => [mai, thein]],
    ['by nationality', { nationality: 'MM' }, () => [thein]],
    ['by age band', { 'age-band': 'child' }, () => [mai]],
    ['by an age that nobody knows, which is not that of an adult', { 'age-band': 'unknown' }, () => [thein]],
    ['by language', { language: 'my' }, () => [thein]],
    ['by what is not done yet', { informed: 'false' }, () => [mai]],
    ['by what is done', { screened: 'true', 'needs-assessed': 'true' }, () => [mai]],
    ['by readiness to speak', { 'ready-to-speak': 'yes' }, () => [mai]],
    ['by an answer to a request for consent', { consent: 'granted' }, () => []],
    ['by several together', { need: 'food', nationality: 'VN', informed: 'true' }, () => []],
  ] as const)('finds persons %s', async (_, filters, expected) => expect(new Set(await listed(filters))).toEqual(new Set(expected())))

  it('counts them by need, nationality, language, age band and readiness, of one case or of all', async () => {
    const counts = await triage.counts(contextOf(support), { case: caseId })
    expect(counts).toEqual({
      persons: 2,
      need: { food: 2, medicalCare: 1 },
      nationality: { MM: 1, VN: 1 },
      language: { my: 1, vi: 1 },
      ageBand: { child: 1, unknown: 1 },
      risk: {},
      readiness: { screened: 1, informed: 1, needsAssessed: 2, consentAsked: 0, readyToSpeak: 1, readyToReturn: 0 },
    })
    await supported(randomUUID(), { urgentNeeds: ['shelter'] })
    expect(await triage.counts(contextOf(support), {})).toMatchObject({ persons: 3, need: { food: 2, shelter: 1 } })
  })

  it('shows and counts nothing of it to another agency', async () => {
    expect(await listed({}, 'ph-stranger')).toEqual([])
    expect(await triage.counts(contextOf('ph-stranger'), {})).toMatchObject({ persons: 0, need: {}, nationality: {} })
  })

  it('does not count a case of which a court withholds data, and names it', async () => {
    const closed = randomUUID()
    const personRef = await supported(closed, { urgentNeeds: ['safety'] })
    const screening = { type: ScreeningConducted.type, data: { ...ScreeningConducted.example, personRef } }
    const [screened = ''] = await views.receive(closed, 'investigation', 'zz-police', screening)
    const orderId = await views.orderConfidentiality(closed, 'sealedItems', screened)
    const counts = await triage.counts(contextOf(support), { case: closed })
    expect(counts).toMatchObject({ persons: 0, need: {}, withheld: [{ caseId: closed, by: [orderId] }] })
  })

  it('does not show by a filter what a court withholds: a person is found by what is shown of that person', async () => {
    const closed = randomUUID()
    const personRef = await supported(closed, { urgentNeeds: ['safety'] })
    const screening = { type: ScreeningConducted.type, data: { ...ScreeningConducted.example, personRef } }
    const [screened = ''] = await views.receive(closed, 'investigation', 'zz-police', screening)
    expect(await listed({ case: closed, screened: 'true' })).toEqual([personRef])
    const orderId = await views.orderConfidentiality(closed, 'sealedItems', screened)
    const found = (filters: object) => triage.triage(contextOf(support), { ...all, case: closed, ...filters })
    const withheld = [{ caseId: closed, by: [orderId] }]
    expect(await found({ screened: 'true' })).toEqual({ rows: [], withheld })
    expect(await found({ screened: 'false' })).toMatchObject({ rows: [{ personRef, screened: false }], withheld })
    expect(await found({ need: 'food' })).toEqual({ rows: [], withheld })
  })
})

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}
const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

describe(`a case of ${PERSONS} persons`, () => {
  const caseId = randomUUID()
  beforeAll(async () => {
    await supported(caseId, { urgentNeeds: ['food'] })
    await views.db.query(
      `insert into triage_v1 (case_id, person_ref, supported_by, state, urgent_needs, nationality, needs_assessed, screened, informed, consent, reflecting, return_state, since)
      select $1, gen_random_uuid(), case when n % 100 = 0 then 'ph-other' else $2 end, 'open', array[case when n % 4 = 0 then 'legalAid' else 'food' end],
        (array['MM', 'ET', 'PH', 'VN'])[n % 4 + 1], false, false, n % 2 = 0, 'notAsked', false, 'none',
        to_char(timestamp '2026-11-25' + n * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      from generate_series(1, ${PERSONS}) n`,
      [caseId, support],
    )
    await views.db.query('analyze triage_v1')
  })

  /** The rows of the table that PostgreSQL reads for a request, and in how many passes over all of it. */
  const readFor = async (request: () => Promise<unknown>) => {
    statements = []
    await request()
    const asked = [...statements]
    const [only] = asked
    if (!only || asked.length !== 1) throw new Error(`${asked.length} statements read the list`)
    const [explained] = await views.db.query(`explain (analyze, format json) ${only.sql}`, [...only.parameters])
    const { Plan: plan } = (explained as { 'QUERY PLAN': [{ readonly Plan: PlanNode }] })['QUERY PLAN'][0]
    const nodes = nodesOf(plan).filter((node) => node['Relation Name'] === 'triage_v1')
    const rows = nodes.reduce((sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], 0)
    return { rows, wholeTables: nodes.filter((node) => node['Node Type'] === 'Seq Scan').length }
  }
  const page = (more: object = {}) => triage.triage(contextOf(support), { ...all, case: caseId, ...more })

  it('is listed page by page, each by about as many rows as it shows', async () => {
    const first = await readFor(() => page())
    expect(first.wholeTables).toBe(0)
    // To find and to show them, those that earlier pages end with, and the one that says whether there is another page.
    expect(first.rows).toBeLessThanOrEqual(2 * (all.limit + 2))
    const { next } = await page()
    const second = await readFor(() => page({ cursor: next }))
    expect(second.wholeTables).toBe(0)
    expect(second.rows).toBeLessThanOrEqual(2 * (all.limit + 2))
  })

  it('is filtered by a need of every fourth person, by some times as many rows', async () => {
    const { rows, wholeTables } = await readFor(() => page({ need: 'legalAid' }))
    expect(wholeTables).toBe(0)
    expect(rows).toBeLessThanOrEqual(10 * all.limit)
  })

  it('is counted by one statement, which reads each person once', async () => {
    const { rows } = await readFor(() => triage.counts(contextOf(support), { case: caseId }))
    expect(rows).toBeLessThanOrEqual(PERSONS + 100)
    const counts = await triage.counts(contextOf(support), { case: caseId })
    expect(counts.persons).toBe(PERSONS - PERSONS / 100 + 1)
    expect(counts.need).toEqual({ food: (PERSONS * 3) / 4 + 1, legalAid: PERSONS / 4 - PERSONS / 100 })
  })
})
