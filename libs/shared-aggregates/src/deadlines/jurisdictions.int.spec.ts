import { DeadlineMissed, EventRetracted } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { deadlineLog, queryFor, support, victimRef } from './deadline-log.fixtures.ts'
import { personIsInformedInTime } from './deadlines.fixtures.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>
beforeAll(async () => void (test = await deadlineLog()), 30_000)
afterAll(() => test.close())

const retract = (caseId: string, retractsId: string | undefined) => {
  const data = { retractsId, reasonCode: 'misjudged', approver: { userId: 'p.reyes', role: 'records-supervisor' } }
  return test.bySupport(caseId, { type: EventRetracted.type, data })
}
const retractionsOf = async (caseId: string) =>
  (await test.log.storeOf('victimSupport').readCase(caseId)).filter(({ type }) => type === EventRetracted.type)

/** A miss as another release recorded it: by the law of the service, whatever the law of the event. */
const missedUnder = (jurisdiction: string, caseId: string, eventId: string | undefined) => {
  const clockId = `person-is-informed-in-time~${eventId}`
  const data = { clockId, ruleId: personIsInformedInTime.id, eventId, dueAt: '2026-11-05T00:00:00.000Z', owedBy: support }
  return test.bySupport(caseId, { type: DeadlineMissed.type, data }, undefined, jurisdiction)
}

describe('a deadline of a service in whose log several countries record', () => {
  it('is judged by the policy of the country under whose law the event stands that started it', async () => {
    const [here, there] = [randomUUID(), randomUUID()]
    await test.identified(here)
    await test.identified(there, '2026-11-01', 'XX')
    await test.watch()
    const due = async (caseId: string) =>
      (await test.deadlinesOf(queryFor(caseId))).deadlines.map(({ dueBy, jurisdiction }) => [dueBy, jurisdiction])
    expect(await due(here)).toEqual([['2026-11-05T00:00:00.000Z', 'ZZ']])
    expect(await due(there)).toEqual([['2026-11-03T00:00:00.000Z', 'XX']])
    expect((await test.missesOf(there)).map(({ envelope }) => envelope.jurisdiction)).toEqual(['XX'])
  })

  it('does not exist under a law without a clock, and no miss is recorded', async () => {
    const caseId = randomUUID()
    await test.identified(caseId, '2026-11-01', 'YY')
    await test.watch()
    expect(await test.statesOf(caseId)).toEqual([])
    expect(await test.missesOf(caseId)).toEqual([])
  })
})

describe('a missed deadline that was judged by the law of another country', () => {
  it('is withdrawn once, however many replicas watch, and not recorded by the law of its own country if that was kept', async () => {
    const caseId = randomUUID()
    const { ids } = await test.identified(caseId, '2026-11-01', 'YY')
    const { ids: missIds } = await missedUnder('ZZ', caseId, ids[0])
    await test.foldAvailable()
    await Promise.all([test.runWatch(), test.runWatch()])
    await test.watch()
    await test.watch()
    expect((await retractionsOf(caseId)).map(({ data, envelope }) => [data, envelope.jurisdiction])).toEqual([
      [
        {
          retractsId: missIds[0],
          reasonCode: 'otherJurisdiction',
          approver: { userId: 'system.victimSupport.deadlines', role: 'system' },
        },
        'YY',
      ],
    ])
    expect(await test.missesOf(caseId)).toHaveLength(1)
  })

  it('is recorded once by the law of its own country if that was missed, too', async () => {
    const caseId = randomUUID()
    const { ids } = await test.identified(caseId, '2026-11-01', 'XX')
    await missedUnder('ZZ', caseId, ids[0])
    for (const _ of ['withdrawn', 'recorded', 'nothing new']) await test.watch()
    expect(await retractionsOf(caseId)).toHaveLength(1)
    const misses = (await test.missesOf(caseId)).map(({ data, envelope }) => [(data as { dueAt: string }).dueAt, envelope.jurisdiction])
    expect(misses).toEqual([
      ['2026-11-05T00:00:00.000Z', 'ZZ'],
      ['2026-11-03T00:00:00.000Z', 'XX'],
    ])
  })
})

describe('a missed deadline that a person retracts', () => {
  it('is not recorded again if the act was recorded later with a date in time', async () => {
    const caseId = randomUUID()
    await test.identified(caseId)
    await test.watch()
    const [miss] = await test.missesOf(caseId)
    await test.informed(caseId, '2026-11-02')
    await retract(caseId, miss?.id)
    await test.watch()
    expect(await test.missesOf(caseId)).toHaveLength(1)
    expect(await test.statesOf(caseId)).toEqual(['met'])
  })

  it('is recorded again, once, as long as the deadline is missed by the facts in force', async () => {
    const caseId = randomUUID()
    await test.identified(caseId)
    await test.watch()
    const [first] = await test.missesOf(caseId)
    await retract(caseId, first?.id)
    await test.foldAvailable()
    await Promise.all([test.runWatch(), test.runWatch()])
    await test.watch()
    const misses = await test.missesOf(caseId)
    expect(misses).toHaveLength(2)
    expect(misses[1]?.data).toEqual(first?.data)
    expect(misses.every(({ stream }) => stream === `victimSupport.person-${caseId}~${victimRef}`)).toBe(true)
  })
})
