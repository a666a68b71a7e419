import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { caseGate, confidentiality } from '@case-timeline/access'
import { ApprovalRequested } from '@case-timeline/contracts'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { materialise, rebuild, tablesOf } from '@case-timeline/projections'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { DataSource } from 'typeorm'
import { ApprovalsListController } from './approvals-list.controller.ts'
import { approvalsView } from './approvals.view.ts'

const service = 'investigation'
const agencyId = 'ph-police'
const schema = 'as_known'
const view = approvalsView(service)
const caseId = randomUUID()

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([view]))
}, 60_000)
afterAll(() => log.close())

const requested = async (lapsesAt: string): Promise<void> => {
  const fact = { type: ApprovalRequested.type, data: { ...ApprovalRequested.example, lapsesAt } }
  await log.record({ caseId, service, agencyId, facts: [fact], eventTypes: [ApprovalRequested], occurredAt: '2026-11-25' })
}

/** Fills the schema with all that is recorded, and the live view, too. */
const filled = async (): Promise<void> => {
  const store = log.storeOf(service)
  const { signal } = new AbortController()
  await rebuild({ view, store, db })
  await materialise({ db, store, views: [view], schema, until: await store.lastPosition(), signal })
}

const states = async (query: { readonly schema?: string; readonly state?: 'pending' }): Promise<readonly string[]> => {
  const store = log.storeOf(service)
  const list = new ApprovalsListController(db, caseGate(store), confidentiality(store), { service }, store)
  const actor = { userId: 'k.santoso', agencyId, role: 'records-supervisor' }
  const context = { caseId: '', actor, roles: ['records-supervisor'], sector: service, correlationId: 'test' } as const
  const { approvals } = await list.approvals(context, { state: 'all', case: caseId, limit: 50, ...query })
  return approvals.map(({ state }) => state)
}

it('a request for approval waits at a position before it lapsed, and has lapsed at one after', async () => {
  const lapsesAt = new Date(Date.now() + 3_000).toISOString().replace(/\.\d+/, '')
  await requested(lapsesAt)
  await filled()
  while (new Date().toISOString() <= lapsesAt) await pause(100)
  expect([await states({}), await states({ state: 'pending' })]).toEqual([['lapsed'], []])
  expect([await states({ schema }), await states({ schema, state: 'pending' })]).toEqual([['pending'], ['pending']])
  await requested('2099-01-01T00:00:00Z')
  await filled()
  expect([await states({ schema }), await states({ schema, state: 'pending' })]).toEqual([['lapsed', 'pending'], ['pending']])
}, 30_000)
