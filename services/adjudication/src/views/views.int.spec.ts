import { askedBy, keptViews, type KeptViews } from '@case-timeline/case-file/fixtures'
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
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { adjudication } from '../index.ts'
import { DocketController } from './docket/docket.controller.ts'
import { HearingListController } from './hearings/hearings.controller.ts'
import { OrderListController } from './orders/orders.controller.ts'

const court = 'ph-rtc-manila'
const prosecutor = 'ph-prosecutor'
const accusedRef = '11111111-1111-4111-8111-111111111111'
const witness = '22222222-2222-4222-8222-222222222222'
const self = { service: 'adjudication', receivingAgency: court } as const
const page = { limit: 50 }
const asked = (agencyId: string) => askedBy(agencyId, 'adjudication')

let kept: KeptViews
beforeAll(async () => {
  kept = await keptViews(adjudication)
}, 30_000)
afterAll(() => kept.close())

/** A case in which one of two charges was brought before the court. */
const indicted = async () => {
  const [caseId, chargeId, unfiled, indictmentId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const laid = (id: string) => ({ type: ChargeLaid.type, data: { ...ChargeLaid.example, chargeId: id, accusedRef } })
  const filed = { type: IndictmentFiled.type, data: { ...IndictmentFiled.example, indictmentId, courtId: court, chargeIds: [chargeId] } }
  await kept.hear(caseId, 'prosecution', prosecutor, laid(chargeId), laid(unfiled), filed)
  return { caseId, chargeId, unfiled, indictmentId }
}

describe('the views of the court', () => {
  it('have an indictment to register, then the case with its bench and verdict, and no charge that was not filed', async () => {
    const { caseId, chargeId, unfiled, indictmentId } = await indicted()
    const docket = new DocketController(kept.db, self, kept.confidentiality)
    const shown = async (agencyId = court) => (await docket.docket(asked(agencyId), { ...page, case: caseId })).rows
    expect(await shown()).toMatchObject([{ caseId, state: 'toRegister', indictments: [indictmentId] }])
    await kept.ask(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' }, '2026-06-01')
    const [judge] = AssignJudge.example.judgeRefs
    await kept.ask(caseId, court, AssignJudge)
    const hearingId = randomUUID()
    await kept.ask(caseId, court, ScheduleHearing, { hearingId })
    await kept.ask(caseId, court, HoldHearing, { hearingId })
    await kept.ask(caseId, court, DeliverVerdict, { chargeId, accusedRef, verdict: 'guilty' })
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

  it('count an adjournment on somebody’s account and carry what has to be ready', async () => {
    const { caseId, indictmentId } = await indicted()
    await kept.ask(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' })
    const hearingId = randomUUID()
    await kept.ask(caseId, court, ScheduleHearing, { hearingId, accommodations: ['screen'] })
    await kept.ask(caseId, court, AdjournHearing, { hearingId, causedBy: 'defence' })
    const hearings = new HearingListController(kept.db, self, kept.confidentiality)
    expect((await hearings.hearings(asked(court), { ...page, case: caseId })).rows).toMatchObject([
      { hearingId, state: 'adjourned', accommodations: ['screen'], adjournments: [{ causedBy: 'defence' }] },
    ])
    const unscheduled = randomUUID()
    await kept.ask(caseId, court, HoldHearing, { hearingId: unscheduled })
    expect((await hearings.hearings(asked(court), { ...page, case: caseId })).rows).toMatchObject([
      { hearingId },
      { hearingId: unscheduled, state: 'held' },
    ])
  })

  it('show what the prosecutor asked for until it is decided, then the order, refused or lifted', async () => {
    const { caseId, indictmentId } = await indicted()
    await kept.ask(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' })
    const sought = { ...ProtectionMeasureSought.example, personRef: witness, measures: ['screen'] }
    await kept.hear(caseId, 'prosecution', prosecutor, { type: ProtectionMeasureSought.type, data: sought })
    const docket = new DocketController(kept.db, self, kept.confidentiality)
    const waiting = async () => (await docket.docket(asked(court), { ...page, case: caseId })).rows[0]?.measuresSought
    expect(await waiting()).toMatchObject([{ personRef: witness, measures: ['screen'] }])
    await kept.ask(caseId, court, OrderProtectionMeasure, { personRef: witness, measure: 'screen', granted: true })
    expect(await waiting()).toEqual([])
    const orderEventId = (await kept.log.storeOf('adjudication').readCase(caseId)).find(
      ({ type }) => type === ProtectionMeasureOrdered.type,
    )?.id
    await kept.ask(caseId, court, LiftProtectionMeasure, { personRef: witness, orderEventId })
    await kept.ask(caseId, court, DecideBail, { accusedRef, granted: false })
    const runOut = { personRef: witness, measure: 'videoLink', granted: true, until: '2026-01-31' }
    await kept.ask(caseId, court, OrderProtectionMeasure, runOut, '2026-01-15')
    const orders = new OrderListController(kept.db, self, kept.confidentiality)
    expect((await orders.orders(asked(court), { ...page, case: caseId })).rows).toMatchObject([
      { orderEventId, kind: 'protection', state: 'lifted', personRef: witness },
      { kind: 'bail', state: 'refused', personRef: accusedRef },
      { kind: 'protection', state: 'expired', until: '2026-01-31' },
    ])
    expect((await orders.orders(asked('ph-rtc-cebu'), page)).rows).toEqual([])
  })

  it('keep nothing from the court of what it ordered to be kept from others', async () => {
    const { caseId, chargeId, indictmentId } = await indicted()
    await kept.ask(caseId, court, RegisterCourtCase, { indictmentId, origin: 'indictment' })
    const hearingId = randomUUID()
    await kept.ask(caseId, court, ScheduleHearing, { hearingId })
    await kept.ask(caseId, court, DecideBail, { accusedRef, granted: false })
    const order = await kept.seal(caseId, 'sealedItems', accusedRef)
    await kept.seal(caseId, 'sealedItems', hearingId)
    const docket = new DocketController(kept.db, self, kept.confidentiality)
    const hearings = new HearingListController(kept.db, self, kept.confidentiality)
    const orders = new OrderListController(kept.db, self, kept.confidentiality)
    const own = { ...page, case: caseId }
    expect(await docket.docket(asked(court), own)).toEqual({
      rows: [expect.objectContaining({ charges: [expect.objectContaining({ chargeId, accusedRef })] })],
    })
    expect((await hearings.hearings(asked(court), own)).rows).toMatchObject([{ hearingId }])
    expect((await orders.orders(asked(court), own)).rows).toMatchObject([
      { kind: 'bail', personRef: accusedRef },
      { orderEventId: order },
      {},
    ])
  })

  it('are the same when rebuilt', async () => expect(await kept.unfaithful()).toEqual([]), 30_000)
})
