import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { ROLES } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { EXCLUDED_USER, OTHER_AGENCIES, PARTICIPATING, REFERRED_TO } from './callers.fixtures.ts'
import { inProcessServices } from './in-process.fixtures.ts'
import { idsIn, plantAll, type Planting } from './planted-cases.fixtures.ts'

/** One more than on a page: a page that is not full asks whether there are further rows. */
const CASES = 101
const PAGES = [1, 10, 100] as const
const SHOWN_WITHIN_MS = 60_000
const QUIET_MS = 2_000

/**
 * The lists that have pages, each of which shows every case of the agency. That of persons held beyond the law is the same in
 * the four sectors; victim support has rows of it without a deadline that is missed, and recorded, while this runs.
 */
const LISTS: Readonly<Record<ServiceName, readonly string[]>> = {
  investigation: [
    ...['/cases', '/deadlines', '/approvals', '/custody'],
    ...['/evidence-register', '/cooperation-requests', '/linked-traces', '/victim-reports'],
  ],
  prosecution: ['/cases', '/deadlines', '/approvals', '/charges', '/mla-requests'],
  adjudication: ['/cases', '/deadlines', '/approvals', '/docket', '/hearings', '/orders'],
  victimSupport: [
    ...['/cases', '/deadlines', '/approvals', '/held-beyond-law', '/caseload'],
    ...['/triage', '/consents', '/intakes', '/referrals', '/compensation'],
  ],
  auditTrail: ['/cases', '/approvals'],
}

/** What puts a case on those lists, once each. */
const LISTED = [
  ...['case.CaseNoteAdded', 'case.ApprovalRequested', 'auditTrail.ExternalFactRecorded'],
  ...['investigation.CaseOpened', 'investigation.DetentionOrdered', 'investigation.EvidenceCollected'],
  ...['investigation.PoliceCooperationRequested', 'investigation.OnlineTraceRecorded', 'victimSupport.PoliceReportMade'],
  ...['prosecution.DetentionOrdered', 'prosecution.ChargeLaid', 'prosecution.MlaRequestSent'],
  ...[
    'adjudication.CourtCaseRegistered',
    'adjudication.HearingScheduled',
    'adjudication.CompensationOrdered',
    'adjudication.DetentionOrdered',
  ],
  ...['victimSupport.SupportCaseOpened', 'victimSupport.ConsentGranted', 'victimSupport.ReferralMade', 'victimSupport.IntakeRecorded'],
  'victimSupport.RestrictiveMeasureRecorded',
]

/** The statements of a request, whatever the services do meanwhile. */
const counting = new AsyncLocalStorage<{ statements: number }>()
const { query } = pg.Client.prototype

let running: Awaited<ReturnType<typeof inProcessServices>>
/** By agency, in two groups: the cases of the first are under no order, each of the second is under one. */
let planted: ReadonlySet<string>
const GROUPS = [
  ['no order', PARTICIPATING],
  ['an order each', OTHER_AGENCIES],
] as const

interface Page {
  readonly statements: number
  /** Of the planted ones. */
  readonly cases: number
}

const pageFor = async (service: ServiceName, agencyId: string, path: string, limit: number): Promise<Page> => {
  const { five, services } = running
  const token = await five.issuer.tokenFor({ userId: 'z.caller', agencyId, sector: service, roles: ROLES[service] })
  const request = { method: 'GET', url: `${path}?limit=${limit}`, authorization: `Bearer ${token}` }
  const count = { statements: 0 }
  const { status, text } = await counting.run(count, () => services[service].send(request))
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${text}`)
  return { statements: count.statements, cases: new Set(idsIn(text).filter((id) => planted.has(id))).size }
}

const largest = PAGES.at(-1) ?? 0

const shown = async (service: ServiceName, agencyId: string, path: string): Promise<void> => {
  for (const end = performance.now() + SHOWN_WITHIN_MS; ; await pause(200)) {
    const isLast = performance.now() > end
    // A service that is busy with what was planted may answer 503.
    const page = await pageFor(service, agencyId, path, largest).catch((failed: unknown) => {
      if (isLast) throw failed
    })
    if (page && page.cases >= largest / 4) return
    if (isLast) throw new Error(`${path} of ${service} shows ${page?.cases} cases of ${agencyId}`)
  }
}

/** Handovers to other sectors are recorded. */
const settled = async (): Promise<void> => {
  const store = openEventStore(running.five.environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
  for (let before: string | undefined; ; await pause(QUIET_MS)) {
    const last = await store.lastPosition()
    if (last === before) break
    before = last
  }
  await store.close()
}

beforeAll(async () => {
  pg.Client.prototype.query = function (this: pg.Client, ...sent: Parameters<typeof query>) {
    const count = counting.getStore()
    if (count) count.statements += 1
    return query.apply(this, sent)
  } as typeof query
  running = await inProcessServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  const planting = (agencies: Planting['agencies'], isConfidential: boolean): Planting => ({
    // Nothing is missed, and recorded, while statements are counted.
    heldFrom: new Date().toISOString().slice(0, 10),
    ...{ agencies, isConfidential, referredTo: REFERRED_TO, excludedUser: EXCLUDED_USER },
    has: (type) => LISTED.includes(type),
  })
  const plantings = GROUPS.flatMap(([orders, agencies]) => Array.from({ length: CASES }, () => planting(agencies, orders !== 'no order')))
  planted = new Set((await plantAll(running.five, plantings)).map(({ caseId }) => caseId))
  for (const service of SERVICES)
    for (const [, agencies] of GROUPS) for (const path of LISTS[service]) await shown(service, agencies[service], path)
  await settled()
}, 240_000)
afterAll(async () => {
  Object.assign(pg.Client.prototype, { query })
  await running.five.stop()
})

/** The least of five: another fact that is recorded meanwhile costs more, and never less. */
const statementsOf = async (service: ServiceName, agencyId: string, path: string, limit: number): Promise<number> => {
  const counts: number[] = []
  for (let asked = 0; asked < 5; asked += 1) counts.push((await pageFor(service, agencyId, path, limit)).statements)
  return Math.min(...counts)
}

describe.each(SERVICES.flatMap((service) => LISTS[service].map((path) => [service, path] as const)))('the list %s %s', (service, path) => {
  it.each(GROUPS)('asks the database as often for a page of 100 as for one of 10 and of 1, of cases under %s', async (_, agencies) => {
    const counts: number[] = []
    for (const limit of PAGES) counts.push(await statementsOf(service, agencies[service], path, limit))
    expect(counts).toEqual(PAGES.map(() => counts[0]))
    expect(counts[0]).toBeGreaterThan(0)
  })
})
