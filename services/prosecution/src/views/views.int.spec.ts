import { askedBy, keptViews, type KeptViews } from '@case-timeline/case-file/fixtures'
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
const asked = (agencyId: string) => askedBy(agencyId, 'prosecution')

let kept: KeptViews
beforeAll(async () => {
  kept = await keptViews(prosecution)
}, 30_000)
afterAll(() => kept.close())

describe('the views of prosecution', () => {
  it('show the charges of an agency’s own cases as they read now', async () => {
    const caseId = randomUUID()
    const referral = { type: CaseReferredToProsecution.type, data: CaseReferredToProsecution.example }
    await kept.hear(caseId, 'investigation', 'ph-police', referral)
    await kept.ask(caseId, prosecutor, ReceiveDossier, { dossierId: referral.data.dossierId })
    const chargeId = randomUUID()
    const accusedRef = randomUUID()
    await kept.ask(caseId, prosecutor, LayCharge, { chargeId, accusedRef }, '2026-05-02')
    await kept.ask(caseId, prosecutor, AmendCharge, { chargeId, accusedRef, aggravating: ['syndicate'] })
    const charges = new ChargeListController(kept.db, self, kept.confidentiality)
    expect((await charges.charges(asked(prosecutor), page)).rows).toMatchObject([
      { caseId, chargeId, accusedRef, state: 'laid', laidAt: '2026-05-02', aggravating: ['syndicate'], amendments: [{}] },
    ])
    expect((await charges.charges(asked('ph-other-prosecutor'), page)).rows).toEqual([])
  })

  it('show how far a request to another country has come, and nothing of what police asked', async () => {
    const caseId = randomUUID()
    await kept.ask(caseId, prosecutor, AssessNonPunishment)
    await kept.hear(caseId, 'investigation', 'ph-police', {
      type: PoliceCooperationRequested.type,
      data: PoliceCooperationRequested.example,
    })
    const requestId = randomUUID()
    const requests = new MlaRequestsController(kept.db, self, kept.confidentiality)
    const shown = async () => (await requests.requests(asked(prosecutor), { ...page, case: caseId })).rows
    await kept.ask(caseId, prosecutor, SendMlaRequest, { requestId })
    expect(await shown()).toMatchObject([{ requestId, direction: 'sent', state: 'waiting' }])
    await kept.ask(caseId, prosecutor, AcknowledgeMlaRequest, { requestId })
    await kept.ask(caseId, prosecutor, ExecuteMlaRequest, { requestId, partial: true })
    expect(await shown()).toMatchObject([{ requestId, state: 'partlyExecuted', executions: [{ partial: true }] }])
  })

  it('have the charges and requests that an order of the court leaves, and name the order', async () => {
    const caseId = randomUUID()
    const referral = { type: CaseReferredToProsecution.type, data: CaseReferredToProsecution.example }
    await kept.hear(caseId, 'investigation', 'ph-police', referral)
    await kept.ask(caseId, prosecutor, ReceiveDossier, { dossierId: referral.data.dossierId })
    const [chargeId, accusedRef, requestId] = [randomUUID(), randomUUID(), randomUUID()]
    await kept.ask(caseId, prosecutor, LayCharge, { chargeId, accusedRef }, '2026-05-02')
    await kept.ask(caseId, prosecutor, SendMlaRequest, { requestId })
    const charges = new ChargeListController(kept.db, self, kept.confidentiality)
    const order = await kept.seal(caseId, 'nameSuppression', accusedRef)
    expect(await charges.charges(asked(prosecutor), { ...page, case: caseId })).toMatchObject({
      rows: [{ chargeId, accusedRef: `withheld-by-${order}-1` }],
      withheld: [{ caseId, by: [order] }],
    })
    const seal = await kept.seal(caseId, 'sealedItems', accusedRef)
    const left = await charges.charges(asked(prosecutor), { ...page, case: caseId })
    expect(left).toEqual({ rows: [], withheld: [{ caseId, by: [seal] }] })
    await kept.seal(caseId, 'sealedItems', requestId)
    const requests = new MlaRequestsController(kept.db, self, kept.confidentiality)
    const shown = await requests.requests(asked(prosecutor), { ...page, case: caseId })
    expect(shown.rows).toEqual([])
    expect(JSON.stringify(shown)).not.toContain(requestId)
  })

  it('are the same when rebuilt', async () => expect(await kept.unfaithful()).toEqual([]), 30_000)
})
