import { testRequestContextOf, serviceViews, type ServiceViews } from '@case-timeline/case-file/fixtures'
import {
  AccessExcluded,
  ArrestSuspect,
  EstablishCooperationMechanism,
  EventRetracted,
  OnlineTraceRecorded,
  OpenCase,
  RecordOnlineTrace,
  RequestPoliceCooperation,
} from '@case-timeline/contracts'
import { Lists } from '@case-timeline/lists'
import { materialise } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { investigation } from '../index.ts'
import { CooperationRequestsController } from './cooperation-requests/cooperation-requests.controller.ts'
import { CustodyListController } from './custody/custody.controller.ts'
import { LinkedTracesController } from './linked-traces/linked-traces.controller.ts'

const police = 'ph-police'
const others = 'ph-border-police'
const schema = 'as_known'
const self = { service: 'investigation', receivingAgency: undefined } as const
const contextOf = (agencyId: string) => testRequestContextOf(agencyId, 'investigation')

let views: ServiceViews
beforeAll(async () => void (views = await serviceViews(investigation)), 60_000)
afterAll(() => views.close())

const lists = () => new Lists(views.db, self, views.confidentiality, views.store)
const asFilledNow = async () => {
  const { signal } = new AbortController()
  await materialise({
    db: views.db,
    store: views.store,
    views: investigation.views,
    schema,
    until: await views.store.lastPosition(),
    signal,
  })
}
const openedBy = async (agencyId: string) => {
  const caseId = randomUUID()
  await views.submit(caseId, agencyId, OpenCase, { leadAgency: agencyId })
  return caseId
}

describe('a list of police at a position of the log', () => {
  const custody = (agencyId: string, caseId: string, query: object = {}) =>
    new CustodyListController(lists()).custody(contextOf(agencyId), { limit: 50, case: caseId, schema, ...query })

  it('has the persons who were held then, in the cases that are the agency’s now', async () => {
    const caseId = await openedBy(police)
    const [first, second] = [randomUUID(), randomUUID()]
    await views.submit(caseId, police, ArrestSuspect, { personRef: first }, '2026-03-27')
    await asFilledNow()
    await views.submit(caseId, police, ArrestSuspect, { personRef: second }, '2026-03-28')
    expect((await custody(police, caseId)).rows).toMatchObject([{ personRef: first }])
    expect((await custody(police, caseId, { case: undefined, limit: 200 })).rows.filter((row) => row.caseId === caseId)).toHaveLength(1)
    expect((await custody(police, caseId, { schema: undefined })).rows).toHaveLength(2)
    expect((await custody(others, caseId)).rows).toEqual([])
    const data = { ...AccessExcluded.example, userId: contextOf(police).actor.userId }
    await views.receive(caseId, 'investigation', police, { type: AccessExcluded.type, data })
    expect((await custody(police, caseId)).rows).toEqual([])
  })

  it('has no name that a court order suppressed since, and no row that one closed', async () => {
    const caseId = await openedBy(police)
    const [suppressed, closed, later] = [randomUUID(), randomUUID(), randomUUID()]
    for (const personRef of [suppressed, closed]) await views.submit(caseId, police, ArrestSuspect, { personRef }, '2026-03-27')
    await asFilledNow()
    await views.submit(caseId, police, ArrestSuspect, { personRef: later }, '2026-03-28')
    const order = await views.orderConfidentiality(caseId, 'nameSuppression', suppressed)
    const closing = await views.orderConfidentiality(caseId, 'sealedItems', closed)
    const shown = await custody(police, caseId)
    expect(shown).toMatchObject({ rows: [{ personRef: `withheld-by-${order}-1` }], withheld: [{ caseId, by: [order, closing] }] })
    for (const hidden of [suppressed, closed, later]) expect(JSON.stringify(shown)).not.toContain(hidden)
  })

  it('links the cases that shared a trace then, and names nobody who recorded or withdrew it later', async () => {
    const [own, theirs, latecomers] = [await openedBy(police), await openedBy(others), await openedBy('ph-harbour-police')]
    const traceHash = 'a1'.repeat(32)
    await views.submit(own, police, RecordOnlineTrace, { traceId: randomUUID(), traceHash })
    await views.submit(theirs, others, RecordOnlineTrace, { traceId: randomUUID(), traceHash })
    await asFilledNow()
    const withdraw = async (caseId: string, agencyId: string) => {
      const recorded = (await views.store.readCase(caseId)).find(({ type }) => type === OnlineTraceRecorded.type)
      const retraction = { ...EventRetracted.example, retractsId: recorded?.id }
      await views.receive(caseId, 'investigation', agencyId, { type: EventRetracted.type, data: retraction })
    }
    await views.submit(latecomers, 'ph-harbour-police', RecordOnlineTrace, { traceId: randomUUID(), traceHash })
    await withdraw(latecomers, 'ph-harbour-police')
    const traces = new LinkedTracesController(views.db, self, views.confidentiality, views.cases, views.store)
    const linked = async (query: object) =>
      (await traces.traces(contextOf(police), { limit: 50, ...query })).rows.filter(({ caseId }) => caseId === own)
    expect(await linked({ schema })).toMatchObject([{ alsoHeldBy: [others], withdrawnBy: [] }])
    expect(await linked({})).toMatchObject([{ alsoHeldBy: [others], withdrawnBy: ['ph-harbour-police'] }])
    await expect(linked({ schema: 'nothing' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('has the response times of the requests of then', async () => {
    const caseId = await openedBy(police)
    const mechanismId = randomUUID()
    await views.submit(caseId, police, EstablishCooperationMechanism, { mechanismId, parties: ['PH', 'VN'], dataCategories: ['caseFacts'] })
    const { channel } = EstablishCooperationMechanism.example
    const request = async () => {
      const data = { requestId: randomUUID(), mechanismId, channel, toParty: 'VN', concerns: [], dataCategories: ['caseFacts'] }
      await views.submit(caseId, police, RequestPoliceCooperation, data, '2026-04-01')
    }
    await request()
    await asFilledNow()
    await request()
    const list = new CooperationRequestsController(lists(), views.db, self, views.confidentiality, views.store)
    const requests = async (query: object) =>
      (await list.responseTimes(contextOf(police), query)).pairs.filter(({ toParty }) => toParty === 'VN').map((pair) => pair.requests)
    expect([await requests({ schema }), await requests({})]).toEqual([[1], [2]])
    await expect(requests({ schema: 'nothing' })).rejects.toMatchObject({ kind: 'not-found' })
  })
})
