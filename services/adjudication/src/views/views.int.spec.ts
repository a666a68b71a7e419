import { Lists } from '@case-timeline/lists'
import { testRequestContextOf, serviceViews, type ServiceViews } from '@case-timeline/case-file/fixtures'
import {
  AdjournHearing,
  AssignJudge,
  ChargeLaid,
  DecideBail,
  DeliverVerdict,
  HoldHearing,
  IndictmentFiled,
  LiftProtectionMeasure,
  OrderProtectionMeasure,
  ProtectionMeasureOrdered,
  ProtectionMeasureSought,
  RegisterCourtCase,
  ScheduleHearing,
  SeverAccused,
} from '@case-timeline/contracts'
import { materialise } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { adjudication } from '../index.ts'
import { DocketController } from './docket/docket.controller.ts'
import { HearingListController } from './hearings/hearings.controller.ts'
import { OrderListController } from './orders/orders.controller.ts'
import { ordersView } from './orders/orders.view.ts'

const court = 'ph-rtc-manila'
const prosecutor = 'ph-prosecutor'
const accusedRef = '11111111-1111-4111-8111-111111111111'
const witness = '22222222-2222-4222-8222-222222222222'
const self = { service: 'adjudication', receivingAgency: court } as const
const page = { limit: 50 }
const contextOf = (agencyId: string) => testRequestContextOf(agencyId, 'adjudication')

let views: ServiceViews
const lists = () => new Lists(views.db, self, views.confidentiality, views.store)
beforeAll(async () => {
  views = await serviceViews(adjudication)
})
afterAll(() => views.close())

/** A case with two charges, one of them in an indictment. */
const indictedCase = async () => {
  const [caseId, chargeId, unfiled, indictmentId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const laid = (id: string) => ({ type: ChargeLaid.type, data: { ...ChargeLaid.example, chargeId: id, accusedRef } })
  const filed = { type: IndictmentFiled.type, data: { ...IndictmentFiled.example, indictmentId, courtId: court, chargeIds: [chargeId] } }
  await views.receive(caseId, 'prosecution', prosecutor, laid(chargeId), laid(unfiled), filed)
  return { caseId, chargeId, unfiled, indictmentId }
}

describe('the views of the court', () => {
  it('show an indictment to register, then the case with its judges and verdict, and only indicted charges', async () => {
    const { caseId, chargeId, unfiled, indictmentId } = await indictedCase()
    const docket = new DocketController(lists())
    const shown = async (agencyId = court) => (await docket.docket(contextOf(agencyId), { ...page, case: caseId })).rows
    expect(await shown()).toMatchObject([{ caseId, state: 'toRegister', indictments: [indictmentId] }])
    await views.submit(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' }, '2026-06-01')
    const [judge] = AssignJudge.example.judgeRefs
    await views.submit(caseId, court, AssignJudge)
    const hearingId = randomUUID()
    await views.submit(caseId, court, ScheduleHearing, { hearingId })
    await views.submit(caseId, court, HoldHearing, { hearingId })
    await views.submit(caseId, court, DeliverVerdict, { chargeId, accusedRef, verdict: 'guilty' })
    expect(await shown()).toMatchObject([
      {
        state: 'decided',
        registeredAt: '2026-06-01',
        judgeRefs: expect.arrayContaining([judge]),
        charges: [{ chargeId, verdict: 'guilty' }],
      },
    ])
    expect(JSON.stringify(await shown())).not.toContain(unfiled)
    expect(await shown('ph-rtc-cebu')).toEqual([])
  })

  it('show an adjournment with the party that caused it, and the accommodations of the hearing', async () => {
    const { caseId, indictmentId } = await indictedCase()
    await views.submit(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' })
    const hearingId = randomUUID()
    await views.submit(caseId, court, ScheduleHearing, { hearingId, accommodations: ['screen'] })
    await views.submit(caseId, court, AdjournHearing, { hearingId, causedBy: 'defence' })
    const hearings = new HearingListController(lists())
    expect((await hearings.hearings(contextOf(court), { ...page, case: caseId })).rows).toMatchObject([
      { hearingId, state: 'adjourned', accommodations: ['screen'], adjournments: [{ causedBy: 'defence' }] },
    ])
    const unscheduled = randomUUID()
    await views.submit(caseId, court, HoldHearing, { hearingId: unscheduled })
    expect((await hearings.hearings(contextOf(court), { ...page, case: caseId })).rows).toMatchObject([
      { hearingId },
      { hearingId: unscheduled, state: 'held' },
    ])
  })

  it('show a protection measure that the prosecutor sought until it is decided, then the order as lifted, refused or expired', async () => {
    const { caseId, indictmentId } = await indictedCase()
    await views.submit(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' })
    const sought = { ...ProtectionMeasureSought.example, personRef: witness, measures: ['screen'] }
    await views.receive(caseId, 'prosecution', prosecutor, { type: ProtectionMeasureSought.type, data: sought })
    const docket = new DocketController(lists())
    const pendingMeasures = async () => (await docket.docket(contextOf(court), { ...page, case: caseId })).rows[0]?.measuresSought
    expect(await pendingMeasures()).toMatchObject([{ personRef: witness, measures: ['screen'] }])
    await views.submit(caseId, court, OrderProtectionMeasure, { personRef: witness, measure: 'screen', granted: true })
    expect(await pendingMeasures()).toEqual([])
    const orderEventId = (await views.log.storeOf('adjudication').readCase(caseId)).find(
      ({ type }) => type === ProtectionMeasureOrdered.type,
    )?.id
    await views.submit(caseId, court, LiftProtectionMeasure, { personRef: witness, orderEventId })
    await views.submit(caseId, court, DecideBail, { accusedRef, granted: false })
    const expiredMeasure = { personRef: witness, measure: 'videoLink', granted: true, until: '2026-01-31' }
    await views.submit(caseId, court, OrderProtectionMeasure, expiredMeasure, '2026-01-15')
    const orders = new OrderListController(lists())
    expect((await orders.orders(contextOf(court), { ...page, case: caseId })).rows).toMatchObject([
      { orderEventId, kind: 'protection', state: 'lifted', personRef: witness },
      { kind: 'bail', state: 'refused', personRef: accusedRef },
      { kind: 'protection', state: 'expired', until: '2026-01-31' },
    ])
    expect((await orders.orders(contextOf('ph-rtc-cebu'), page)).rows).toEqual([])
    const { signal } = new AbortController()
    const until = await views.store.lastPosition()
    await materialise({ db: views.db, store: views.store, views: [ordersView], schema: 'as_known', until, signal })
    expect((await orders.orders(contextOf(court), { ...page, case: caseId, schema: 'as_known' })).rows).toMatchObject([
      { state: 'lifted' },
      { state: 'refused' },
      { state: 'expired', until: '2026-01-31' },
    ])
  })

  it('show a part that was severed with the state of its accused, and the hearing in it', async () => {
    const { caseId, chargeId, indictmentId } = await indictedCase()
    const [partId, hearingId] = [randomUUID(), randomUUID()]
    await views.submit(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' })
    await views.submit(caseId, court, SeverAccused, { partId, accusedRefs: [accusedRef], chargeIds: [chargeId], courtCaseNo: undefined })
    await views.submit(caseId, court, ScheduleHearing, { hearingId, partId })
    const ownCasePage = { ...page, case: caseId }
    expect((await new DocketController(lists()).docket(contextOf(court), ownCasePage)).rows).toMatchObject([
      {
        charges: [{ chargeId, partId }],
        parts: [{ partId, reason: 'juvenile', courtId: SeverAccused.example.courtId, accusedRefs: [accusedRef], state: 'pending' }],
        accused: [{ accusedRef, state: 'pending' }],
      },
    ])
    expect((await new HearingListController(lists()).hearings(contextOf(court), ownCasePage)).rows).toMatchObject([{ hearingId, partId }])
  })

  it('withhold nothing from the court itself that is closed by its own order', async () => {
    const { caseId, chargeId, indictmentId } = await indictedCase()
    await views.submit(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' })
    const hearingId = randomUUID()
    await views.submit(caseId, court, ScheduleHearing, { hearingId })
    await views.submit(caseId, court, DecideBail, { accusedRef, granted: false })
    const order = await views.orderConfidentiality(caseId, 'sealedItems', accusedRef)
    await views.orderConfidentiality(caseId, 'sealedItems', hearingId)
    const docket = new DocketController(lists())
    const hearings = new HearingListController(lists())
    const orders = new OrderListController(lists())
    const ownCasePage = { ...page, case: caseId }
    expect(await docket.docket(contextOf(court), ownCasePage)).toEqual({
      rows: [expect.objectContaining({ charges: [expect.objectContaining({ chargeId, accusedRef })] })],
    })
    expect((await hearings.hearings(contextOf(court), ownCasePage)).rows).toMatchObject([{ hearingId }])
    expect((await orders.orders(contextOf(court), ownCasePage)).rows).toMatchObject([
      { kind: 'bail', personRef: accusedRef },
      { orderEventId: order },
      {},
    ])
  })

  it('are the same after a rebuild', async () => expect(await views.inconsistentViews()).toEqual([]), 30_000)
})
