import { DeadlineMissed, EventCorrected, EventRetracted, PresumedVictimIdentified } from '@case-timeline/contracts'
import { TEST_LOGS } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { deadlineLog, eventTypes, NOW, support, victimRef } from './deadline-log.fixtures.ts'
import { personIsInformedInTime } from './deadlines.fixtures.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>

const approver = { userId: 'p.reyes', role: 'records-supervisor' }
const retractionOf = (retractsId: string | undefined) => ({
  type: EventRetracted.type,
  data: { retractsId, reasonCode: 'wrongCase', approver },
})
const bySupport = (caseId: string, retractsId: string | undefined) => test.bySupport(caseId, retractionOf(retractsId))
const byPolice = (caseId: string, retractsId: string | undefined) =>
  test.log.record({ caseId, eventTypes, facts: [retractionOf(retractsId)] })
/** A correction of the identification, with another time. */
const corrected = (caseId: string, correctsId: string | undefined, occurredAt: string) => {
  const data = { ...PresumedVictimIdentified.example, personRef: victimRef }
  const correction = {
    correctsId,
    schemaVersion: PresumedVictimIdentified.version,
    data,
    occurredAt,
    reasonCode: 'clericalError',
    approver,
  }
  return test.log.record({ caseId, eventTypes, facts: [{ type: EventCorrected.type, data: correction }] })
}

const withdrawalsIn = async (caseId: string) =>
  (await test.log.storeOf('victimSupport').readCase(caseId)).flatMap(({ type, data, envelope }) =>
    type === EventRetracted.type && envelope.actor.role === 'system' ? [data as { retractsId: string; reasonCode: string }] : [],
  )
/** Lets two replicas watch, as often as anything could change. */
const settle = async (now = NOW) => {
  for (const _ of [1, 2, 3, 4]) {
    await test.foldAvailable()
    await Promise.all([test.runWatch(now), test.runWatch(now)])
  }
  await test.foldAvailable()
}
const missIdsOf = async (caseId: string) => (await test.missesOf(caseId)).map(({ id }) => id)
/** A case with a recorded miss. */
const missed = async () => {
  const caseId = randomUUID()
  const { ids } = await test.identified(caseId)
  await settle()
  expect(await test.missesOf(caseId)).toHaveLength(1)
  return { caseId, startedBy: ids[0] }
}

describe.each(TEST_LOGS)('a recorded miss that the facts in force do not show, on %s', (_, openLog) => {
  beforeAll(async () => void (test = await deadlineLog(openLog)), 30_000)
  afterAll(() => test.close())

  it('is withdrawn once if an act in time is recorded later, and its event stays', async () => {
    const { caseId } = await missed()
    const before = await missIdsOf(caseId)
    await test.informed(caseId, '2026-11-02')
    await settle()
    expect(await withdrawalsIn(caseId)).toEqual([
      { retractsId: before[0], reasonCode: 'notMissed', approver: { userId: 'system.victimSupport.deadlines', role: 'system' } },
    ])
    expect(await missIdsOf(caseId)).toEqual(before)
    expect(await test.statesOf(caseId)).toEqual(['met'])
  })

  it('is recorded again if that act is retracted, and withdrawn again if it is recorded again', async () => {
    const { caseId } = await missed()
    const first = await test.informed(caseId, '2026-11-02')
    await settle()
    await bySupport(caseId, first.ids[0])
    await settle()
    expect(await test.missesOf(caseId)).toHaveLength(2)
    expect(await test.statesOf(caseId)).toEqual(['overdue'])
    await test.informed(caseId, '2026-11-03')
    await settle()
    const [one, two] = await missIdsOf(caseId)
    expect((await withdrawalsIn(caseId)).map(({ retractsId }) => retractsId)).toEqual([one, two])
  })

  it('is withdrawn if the fact that started the clock is retracted, so that there is no deadline', async () => {
    const { caseId, startedBy } = await missed()
    await byPolice(caseId, startedBy)
    await settle()
    expect(await withdrawalsIn(caseId)).toMatchObject([{ retractsId: (await missIdsOf(caseId))[0], reasonCode: 'notMissed' }])
    expect(await test.statesOf(caseId)).toEqual([])
  })

  it('is withdrawn if a correction moves the due date into the future, and recorded again when that has passed', async () => {
    const { caseId, startedBy } = await missed()
    const today = new Date().toISOString().slice(0, 10)
    const correction = await corrected(caseId, startedBy, today)
    await settle(new Date().toISOString())
    expect(await withdrawalsIn(caseId)).toHaveLength(1)
    expect(await test.missesOf(caseId)).toHaveLength(1)
    await byPolice(caseId, correction.ids[0])
    await settle()
    expect(await test.missesOf(caseId)).toHaveLength(2)
    expect(await withdrawalsIn(caseId)).toHaveLength(1)
  })

  it('stays if the act is recorded with a date that is late', async () => {
    const { caseId } = await missed()
    await test.informed(caseId, '2026-11-20')
    await settle()
    expect([await withdrawalsIn(caseId), await test.statesOf(caseId)]).toEqual([[], ['metLate']])
  })

  it('is withdrawn at most once a day where another release records it again and again, until the case changes', async () => {
    const caseId = randomUUID()
    const { ids } = await test.identified(caseId)
    await test.informed(caseId, '2026-11-02')
    const eventId = ids[0]
    const data = { clockId: `person-is-informed-in-time~${eventId}`, ruleId: personIsInformedInTime.id, eventId, owedBy: support }
    const recordedByOther = () =>
      test.bySupport(caseId, { type: DeadlineMissed.type, data: { ...data, dueAt: '2026-11-05T00:00:00.000Z' } })
    await recordedByOther()
    const soon = new Date().toISOString()
    await settle(soon)
    await recordedByOther()
    await settle(soon)
    expect(await withdrawalsIn(caseId)).toHaveLength(1)
    await settle(new Date(Date.now() + 25 * 3_600_000).toISOString())
    expect(await withdrawalsIn(caseId)).toHaveLength(2)
    await recordedByOther()
    await test.informed(caseId, '2026-11-03')
    await settle(soon)
    expect(await withdrawalsIn(caseId)).toHaveLength(3)
  })
})
