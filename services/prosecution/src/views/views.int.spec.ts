import { Lists } from '@case-timeline/lists'
import { testRequestContextOf, serviceViews, type ServiceViews } from '@case-timeline/case-file/fixtures'
import {
  AcknowledgeMlaRequest,
  AmendCharge,
  AssessNonPunishment,
  CaseReferredToProsecution,
  ExecuteMlaRequest,
  LayCharge,
  PoliceCooperationRequested,
  ReceiveDossier,
  SendMlaRequest,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { prosecution } from '../index.ts'
import { ChargeListController } from './charges/charges.controller.ts'
import { MlaRequestsController } from './mla-requests/mla-requests.controller.ts'

const prosecutor = 'ph-prosecutor'
const self = { service: 'prosecution', receivingAgency: prosecutor } as const
const page = { limit: 50 }
const contextOf = (agencyId: string) => testRequestContextOf(agencyId, 'prosecution')

let testViews: ServiceViews
const lists = () => new Lists(testViews.db, self, testViews.confidentiality, testViews.store)
beforeAll(async () => {
  testViews = await serviceViews(prosecution)
})
afterAll(() => testViews.close())

describe('the views of prosecution', () => {
  it('show the charges of an agency’s own cases in their current form', async () => {
    const caseId = randomUUID()
    const referral = { type: CaseReferredToProsecution.type, data: CaseReferredToProsecution.example }
    await testViews.receive(caseId, 'investigation', 'ph-police', referral)
    await testViews.submit(caseId, prosecutor, ReceiveDossier, { dossierId: referral.data.dossierId })
    const chargeId = randomUUID()
    const accusedRef = randomUUID()
    await testViews.submit(caseId, prosecutor, LayCharge, { chargeId, accusedRef }, '2026-05-02')
    await testViews.submit(caseId, prosecutor, AmendCharge, { chargeId, accusedRef, aggravating: ['syndicate'] })
    const charges = new ChargeListController(lists())
    expect((await charges.charges(contextOf(prosecutor), page)).rows).toMatchObject([
      { caseId, chargeId, accusedRef, state: 'laid', laidAt: '2026-05-02', aggravating: ['syndicate'], amendments: [{}] },
    ])
    expect((await charges.charges(contextOf('ph-other-prosecutor'), page)).rows).toEqual([])
  })

  it('show the state of a request to another country, and no police cooperation request', async () => {
    const caseId = randomUUID()
    await testViews.submit(caseId, prosecutor, AssessNonPunishment)
    await testViews.receive(caseId, 'investigation', 'ph-police', {
      type: PoliceCooperationRequested.type,
      data: PoliceCooperationRequested.example,
    })
    const requestId = randomUUID()
    const requests = new MlaRequestsController(lists())
    const shown = async () => (await requests.requests(contextOf(prosecutor), { ...page, case: caseId })).rows
    await testViews.submit(caseId, prosecutor, SendMlaRequest, { requestId })
    expect(await shown()).toMatchObject([{ requestId, direction: 'sent', state: 'waiting' }])
    await testViews.submit(caseId, prosecutor, AcknowledgeMlaRequest, { requestId })
    await testViews.submit(caseId, prosecutor, ExecuteMlaRequest, { requestId, partial: true })
    expect(await shown()).toMatchObject([{ requestId, state: 'partlyExecuted', executions: [{ partial: true }] }])
  })

  it('withhold the charges and requests that a court order closes, and name the order', async () => {
    const caseId = randomUUID()
    const referral = { type: CaseReferredToProsecution.type, data: CaseReferredToProsecution.example }
    await testViews.receive(caseId, 'investigation', 'ph-police', referral)
    await testViews.submit(caseId, prosecutor, ReceiveDossier, { dossierId: referral.data.dossierId })
    const [chargeId, accusedRef, requestId] = [randomUUID(), randomUUID(), randomUUID()]
    await testViews.submit(caseId, prosecutor, LayCharge, { chargeId, accusedRef }, '2026-05-02')
    await testViews.submit(caseId, prosecutor, SendMlaRequest, { requestId })
    const charges = new ChargeListController(lists())
    const order = await testViews.orderConfidentiality(caseId, 'nameSuppression', accusedRef)
    expect(await charges.charges(contextOf(prosecutor), { ...page, case: caseId })).toMatchObject({
      rows: [{ chargeId, accusedRef: `withheld-by-${order}-1` }],
      withheld: [{ caseId, by: [order] }],
    })
    const closingOrder = await testViews.orderConfidentiality(caseId, 'sealedItems', accusedRef)
    const left = await charges.charges(contextOf(prosecutor), { ...page, case: caseId })
    expect(left).toEqual({ rows: [], withheld: [{ caseId, by: [closingOrder] }] })
    await testViews.orderConfidentiality(caseId, 'sealedItems', requestId)
    const requests = new MlaRequestsController(lists())
    const shown = await requests.requests(contextOf(prosecutor), { ...page, case: caseId })
    expect(shown.rows).toEqual([])
    expect(JSON.stringify(shown)).not.toContain(requestId)
  })

  it('are the same after a rebuild', async () => expect(await testViews.inconsistentViews()).toEqual([]), 30_000)
})
