import { Lists } from '@case-timeline/lists'
import { testRequestContextOf, serviceViews, type ServiceViews } from '@case-timeline/case-file/fixtures'
import {
  ArrestSuspect,
  caseRecordCommandsOf,
  CollectEvidence,
  EstablishCooperationMechanism,
  EvidenceCollected,
  IdentifyPresumedVictim,
  investigationDetentionCommands,
  OpenCase,
  PersonRefsMerged,
  PersonRefsUnmerged,
  PoliceReportMade,
  RecordOnlineTrace,
  RecordPoliceCooperationAnswer,
  RequestPoliceCooperation,
  TransferEvidenceCustody,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { investigation } from '../index.ts'
import { CooperationRequestsController } from './cooperation-requests/cooperation-requests.controller.ts'
import { CustodyListController } from './custody/custody.controller.ts'
import { EvidenceRegisterController } from './evidence-register/evidence-register.controller.ts'
import { LinkedTracesController } from './linked-traces/linked-traces.controller.ts'
import { VictimReportsController } from './victim-reports/victim-reports.controller.ts'

const police = 'ph-police'
const others = 'ph-border-police'
const trader = '22222222-2222-4222-8222-222222222222'
const mai = '11111111-1111-4111-8111-111111111111'
const self = { service: 'investigation', receivingAgency: undefined } as const
const page = { limit: 50 }
const contextOf = (agencyId: string) => testRequestContextOf(agencyId, 'investigation')

let testViews: ServiceViews
const linkedTraces = () => new LinkedTracesController(testViews.db, self, testViews.confidentiality, testViews.cases, testViews.store)
const lists = () => new Lists(testViews.db, self, testViews.confidentiality, testViews.store)
beforeAll(async () => {
  testViews = await serviceViews(investigation)
})
afterAll(() => testViews.close())

const openedBy = async (agencyId: string) => {
  const caseId = randomUUID()
  await testViews.submit(caseId, agencyId, OpenCase, { leadAgency: agencyId })
  return caseId
}

describe('the views of police', () => {
  it('show the persons held in an agency’s own cases, without presumed victims who were never held', async () => {
    const caseId = await openedBy(police)
    await testViews.submit(caseId, police, IdentifyPresumedVictim, { personRef: mai })
    await testViews.submit(caseId, police, ArrestSuspect, { personRef: trader }, '2026-03-27')
    await testViews.submit(caseId, police, investigationDetentionCommands.OrderDetention, {
      personRef: trader,
      from: '2026-03-27',
      until: '2026-04-15',
    })
    const custody = new CustodyListController(lists())
    expect((await custody.custody(contextOf(police), { ...page, case: caseId })).rows).toMatchObject([
      { caseId, personRef: trader, state: 'held', authority: 'POLICE', until: '2026-04-15', presumedVictim: false },
    ])
    expect((await custody.custody(contextOf(others), page)).rows).toEqual([])
  })

  it('show the report of a victim only to the agency for which it is, before and after it opens the case', async () => {
    const [caseId, reportId] = [randomUUID(), randomUUID()]
    const data = { ...PoliceReportMade.example, reportId, toAgency: police }
    await testViews.receive(caseId, 'victimSupport', 'ph-ngo', { type: PoliceReportMade.type, data })
    const reports = new VictimReportsController(lists())
    const shown = async (agencyId: string) => (await reports.reports(contextOf(agencyId), { ...page, case: caseId })).rows
    expect(await shown(police)).toMatchObject([{ caseId, reportId, content: data.content, openedSince: false }])
    expect(await shown(others)).toEqual([])
    await testViews.submit(caseId, police, OpenCase, { leadAgency: police })
    expect(await shown(police)).toMatchObject([{ reportId, openedSince: true }])
    // The office that gets the case gets the report; a successor could not know of it otherwise.
    const { TransferCase } = caseRecordCommandsOf('investigation')
    await testViews.submit(caseId, police, TransferCase, { to: others, reason: 'officeReorganised' })
    expect([await shown(police), await shown(others)]).toMatchObject([[], [{ reportId, content: data.content }]])
  })

  it('show a person with merged references in one row, and in separate rows after the merge was undone', async () => {
    const caseId = await openedBy(police)
    const [victimRef, merged] = [randomUUID(), randomUUID()]
    await testViews.submit(caseId, police, IdentifyPresumedVictim, { personRef: victimRef })
    await testViews.submit(caseId, police, ArrestSuspect, { personRef: merged }, '2026-03-27')
    const custody = new CustodyListController(lists())
    const held = async () =>
      (await custody.custody(contextOf(police), { ...page, case: caseId })).rows.map((row) => [row.personRef, row.presumedVictim])
    const refs = { keptRef: victimRef, mergedRef: merged }
    expect(await held()).toEqual([[merged, false]])
    await testViews.receive(caseId, 'prosecution', 'ph-prosecutor', {
      type: PersonRefsMerged.type,
      data: { ...PersonRefsMerged.example, ...refs },
    })
    expect(await held()).toEqual([[victimRef, true]])
    await testViews.submit(caseId, police, ArrestSuspect, { personRef: merged }, '2026-03-29')
    expect(await held()).toEqual([[victimRef, true]])
    await testViews.receive(caseId, 'prosecution', 'ph-prosecutor', {
      type: PersonRefsUnmerged.type,
      data: { ...PersonRefsUnmerged.example, ...refs },
    })
    expect(await held()).toEqual([[merged, false]])
  })

  it('show the custodian of each item, page by page', async () => {
    const caseId = await openedBy(police)
    const items = [randomUUID(), randomUUID(), randomUUID()]
    for (const evidenceId of items) await testViews.submit(caseId, police, CollectEvidence, { evidenceId })
    await testViews.submit(caseId, police, TransferEvidenceCustody, {
      evidenceId: items[0],
      from: police,
      to: 'ph-crime-lab',
      sha256: EvidenceCollected.example.sha256,
    })
    const register = new EvidenceRegisterController(lists())
    const first = await register.register(contextOf(police), { case: caseId, limit: 2 })
    const second = await register.register(contextOf(police), { case: caseId, limit: 2, cursor: first.next })
    expect([...first.rows, ...second.rows].map(({ evidenceId }) => evidenceId)).toEqual(items)
    expect(second.next).toBeUndefined()
    expect(first.rows[0]).toMatchObject({ collectedBy: police, custodian: 'ph-crime-lab', custodyUnbroken: true })
    expect((await register.register(contextOf(others), { ...page, case: caseId })).rows).toEqual([])
  })

  it('show the response times between two countries under a mechanism', async () => {
    const caseId = await openedBy(police)
    const mechanismId = randomUUID()
    await testViews.submit(caseId, police, EstablishCooperationMechanism, {
      mechanismId,
      parties: ['PH', 'MY'],
      dataCategories: ['caseFacts'],
    })
    const { channel } = EstablishCooperationMechanism.example
    const requestData = { mechanismId, channel, toParty: 'MY', concerns: [], dataCategories: ['caseFacts'] }
    const [slow, quick, open] = [randomUUID(), randomUUID(), randomUUID()]
    for (const requestId of [slow, quick, open])
      await testViews.submit(caseId, police, RequestPoliceCooperation, { ...requestData, requestId }, '2026-04-01')
    const answer = (requestId: string, at: string) =>
      testViews.submit(
        caseId,
        police,
        RecordPoliceCooperationAnswer,
        { requestId, outcome: 'answered', materialClass: 'intelligenceOnly' },
        at,
      )
    await answer(slow, '2026-04-21')
    await answer(quick, '2026-04-03')
    const requests = new CooperationRequestsController(lists(), testViews.db, self, testViews.confidentiality, testViews.store)
    expect(await requests.responseTimes(contextOf(police), {})).toEqual({
      pairs: [{ fromParty: 'PH', toParty: 'MY', mechanismId, requests: 3, open: 1, medianDays: 11, slowestDays: 20 }],
    })
    expect((await requests.requests(contextOf(police), { ...page, case: caseId })).rows).toHaveLength(3)
    expect(await requests.responseTimes(contextOf(others), {})).toEqual({ pairs: [] })
  })

  it('link cases by a trace, and show a case only to its participants', async () => {
    const [one, other, theirs] = [await openedBy(police), await openedBy(police), await openedBy(others)]
    const traceHash = 'c'.repeat(64)
    for (const caseId of [one, other]) await testViews.submit(caseId, police, RecordOnlineTrace, { traceId: randomUUID(), traceHash })
    await testViews.submit(theirs, others, RecordOnlineTrace, { traceId: randomUUID(), traceHash })
    await testViews.submit(theirs, others, RecordOnlineTrace, { traceId: randomUUID(), traceHash: 'd'.repeat(64) })
    const traces = linkedTraces()
    const { rows } = await traces.traces(contextOf(police), page)
    expect(rows).toMatchObject([
      { caseId: one, ownCases: [other], alsoHeldBy: [others] },
      { caseId: other, ownCases: [one], alsoHeldBy: [others] },
    ])
    for (const hidden of [theirs, traceHash]) expect(JSON.stringify(rows)).not.toContain(hidden)
    expect((await traces.traces(contextOf(others), page)).rows).toMatchObject([{ caseId: theirs, ownCases: [], alsoHeldBy: [police] }])
  })

  it('show no name suppressed by court order, not even in a cursor, and no row closed by court order', async () => {
    const caseId = await openedBy(police)
    const suppressed = randomUUID()
    for (const personRef of [suppressed, trader]) await testViews.submit(caseId, police, ArrestSuspect, { personRef }, '2026-03-27')
    const custody = new CustodyListController(lists())
    const order = await testViews.orderConfidentiality(caseId, 'nameSuppression', suppressed)
    const first = await custody.custody(contextOf(police), { case: caseId, limit: 1 })
    const second = await custody.custody(contextOf(police), { case: caseId, limit: 1, cursor: first.next })
    const held = [...first.rows, ...second.rows].map(({ personRef }) => personRef)
    expect(held.toSorted()).toEqual([trader, `withheld-by-${order}-1`].toSorted())
    expect(JSON.stringify([first, second])).not.toContain(suppressed)
    expect(first.withheld).toEqual([{ caseId, by: [order] }])
    const closingOrder = await testViews.orderConfidentiality(caseId, 'sealedItems', trader)
    const left = await custody.custody(contextOf(police), { ...page, case: caseId })
    expect(left).toMatchObject({ rows: [{ personRef: `withheld-by-${order}-1` }], withheld: [{ caseId, by: [order, closingOrder] }] })
    expect(JSON.stringify(left)).not.toContain(trader)
  })

  it('neither show nor count an item or request that is closed by court order', async () => {
    const caseId = await openedBy(police)
    const [item, other] = [randomUUID(), randomUUID()]
    for (const evidenceId of [item, other]) await testViews.submit(caseId, police, CollectEvidence, { evidenceId })
    const closingOrder = await testViews.orderConfidentiality(caseId, 'sealedItems', item)
    const register = new EvidenceRegisterController(lists())
    const items = await register.register(contextOf(police), { ...page, case: caseId })
    expect(items).toMatchObject({ rows: [{ evidenceId: other }], withheld: [{ caseId, by: [closingOrder] }] })
    expect(JSON.stringify(items)).not.toContain(item)

    const [mechanismId, requestId] = [randomUUID(), randomUUID()]
    await testViews.submit(caseId, police, EstablishCooperationMechanism, {
      mechanismId,
      parties: ['PH', 'TH'],
      dataCategories: ['caseFacts'],
    })
    const { channel } = EstablishCooperationMechanism.example
    const requestData = { requestId, mechanismId, channel, toParty: 'TH', concerns: [], dataCategories: ['caseFacts'] }
    await testViews.submit(caseId, police, RequestPoliceCooperation, requestData, '2026-04-01')
    const requests = new CooperationRequestsController(lists(), testViews.db, self, testViews.confidentiality, testViews.store)
    const toThailand = async () => (await requests.responseTimes(contextOf(police), {})).pairs.filter(({ toParty }) => toParty === 'TH')
    expect(await toThailand()).toHaveLength(1)
    const order = await testViews.orderConfidentiality(caseId, 'sealedItems', requestId)
    expect(await toThailand()).toEqual([])
    expect((await requests.responseTimes(contextOf(police), {})).withheld).toEqual([{ caseId, by: [order] }])
    const shown = await requests.requests(contextOf(police), { ...page, case: caseId })
    expect(shown.rows).toEqual([])
    expect(JSON.stringify(shown)).not.toContain(requestId)
  })

  it('link no case by a trace that is closed by court order, in an own case or in a case of others', async () => {
    const [one, other] = [await openedBy(police), await openedBy(others)]
    const [traceId, twin, traceHash] = [randomUUID(), randomUUID(), 'e'.repeat(64)]
    await testViews.submit(one, police, RecordOnlineTrace, { traceId, traceHash })
    await testViews.submit(other, others, RecordOnlineTrace, { traceId: twin, traceHash })
    const traces = linkedTraces()
    const linked = async (agencyId: string) => (await traces.traces(contextOf(agencyId), page)).rows.map((row) => row.traceId)
    expect([await linked(police), await linked(others)].flat()).toEqual(expect.arrayContaining([traceId, twin]))
    await testViews.orderConfidentiality(other, 'sealedItems', twin)
    expect([await linked(police), await linked(others)].flat()).not.toEqual(expect.arrayContaining([traceId]))
    expect(await linked(others)).not.toContain(twin)
  })

  it('are the same after a rebuild', async () => expect(await testViews.inconsistentViews()).toEqual([]), 30_000)
})
