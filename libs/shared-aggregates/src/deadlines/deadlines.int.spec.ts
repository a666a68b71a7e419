import { confidentiality } from '@case-timeline/access'
import {
  ConfidentialityOrdered,
  ConsentGranted,
  EventRetracted,
  MajorityReached,
  PersonRefsMerged,
  PresumedVictimIdentified,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { type DeadlinesQuery, listedDeadlines } from './deadline-list.ts'
import { deadlineLog, eventTypes, NOW, queryFor, scope, support, victimRef } from './deadline-log.fixtures.ts'
import { consentIsRenewedInTime, personIsInformedInTime } from './deadlines.fixtures.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>
beforeAll(async () => void (test = await deadlineLog()), 30_000)
afterAll(() => test.close())

const consented = (caseId: string, grantedBy: 'self' | 'guardian', occurredAt: string) =>
  test.bySupport(
    caseId,
    {
      type: ConsentGranted.type,
      data: { ...ConsentGranted.example, consentId: randomUUID(), personRef: victimRef, grantedBy },
    },
    occurredAt,
  )
const majorityReached = (caseId: string, occurredAt: string) =>
  test.bySupport(caseId, { type: MajorityReached.type, data: { personRef: victimRef } }, occurredAt)

describe('the deadlines of an agency', () => {
  it('have their state at the requested time', async () => {
    const caseId = randomUUID()
    await test.identified(caseId)
    await test.informed(caseId, '2026-11-10')
    await test.foldAvailable()
    expect(await test.statesOf(caseId, '2026-11-03T12:00:00.000Z')).toEqual(['due'])
    expect(await test.statesOf(caseId, '2026-11-06T12:00:00.000Z')).toEqual(['overdue'])
    expect(await test.statesOf(caseId)).toEqual(['metLate'])
  })

  it('have the state that was known at an earlier time, if requested', async () => {
    const caseId = randomUUID()
    await test.identified(caseId)
    const { recordedAt } = await test.informed(caseId, '2026-11-02')
    await test.foldAvailable()
    const before = new Date(Date.parse(recordedAt) - 1).toISOString()
    const known = async (at: string, of = queryFor(caseId)) =>
      (await test.deadlinesOf({ ...of, knownAt: at })).deadlines.filter((one) => one.caseId === caseId).map(({ state }) => state)
    expect(await known(recordedAt)).toEqual(['met'])
    expect(await known(before)).toEqual(['overdue'])
    expect(await known(before, { ...queryFor(undefined), limit: 1_000 })).toEqual(['overdue'])
  })

  it('are removed with the retracted fact that started them', async () => {
    const caseId = randomUUID()
    const { ids } = await test.identified(caseId)
    await test.foldAvailable()
    expect(await test.statesOf(caseId)).toEqual(['overdue'])
    const retraction = { retractsId: ids[0], reasonCode: 'wrongCase', approver: { userId: 'p.reyes', role: 'records-supervisor' } }
    await test.log.record({ caseId, eventTypes, facts: [{ type: EventRetracted.type, data: retraction }] })
    await test.foldAvailable()
    expect(await test.statesOf(caseId)).toEqual([])
  })

  it('are owed once to a person with merged references, and met by a fact under any of them', async () => {
    const caseId = randomUUID()
    const alias = randomUUID()
    await test.log.record({
      caseId,
      eventTypes,
      occurredAt: '2026-11-01',
      facts: [{ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef: alias } }],
    })
    await test.informed(caseId, '2026-11-02')
    await test.foldAvailable()
    expect(await test.statesOf(caseId)).toEqual(['overdue'])
    const data = { ...PersonRefsMerged.example, keptRef: victimRef, mergedRef: alias }
    await test.log.record({ caseId, eventTypes, service: 'prosecution', facts: [{ type: PersonRefsMerged.type, data }] })
    await test.watch()
    expect(await test.statesOf(caseId)).toEqual(['met'])
    expect(await test.missesOf(caseId)).toEqual([])
  })

  it('are shown only to the agency that owes them', async () => {
    const caseId = randomUUID()
    await test.identified(caseId)
    await test.foldAvailable()
    expect(await test.deadlinesOf({ ...queryFor(caseId), agencyId: 'zz-other' })).toEqual({ deadlines: [] })
  })

  it('do not show data that a court order withholds, neither for the present nor for an earlier time', async () => {
    const caseId = randomUUID()
    const { ids } = await test.identified(caseId)
    const other = await test.log.record({
      caseId,
      eventTypes,
      facts: [{ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef: randomUUID() } }],
    })
    const data = { scope: ['sealedItems'], covers: [{ kind: 'item', id: ids[0] }], tier: 'courtOnly' }
    const order = await test.log.record({
      caseId,
      eventTypes,
      service: 'adjudication',
      facts: [{ type: ConfidentialityOrdered.type, data }],
    })
    await test.foldAvailable()
    for (const knownAt of [undefined, other.recordedAt]) {
      const found = await test.deadlinesOf({ ...queryFor(caseId), knownAt })
      expect(found.deadlines.map(({ eventId }) => eventId)).toEqual(other.ids)
      expect(found.withheld).toEqual([{ caseId, by: order.ids }])
      expect(JSON.stringify(found)).not.toContain(ids[0])
    }
  })

  it('of a case under an order are calculated once, until something is recorded in it', async () => {
    const caseId = randomUUID()
    const { ids } = await test.identified(caseId)
    const closing = { scope: ['nameSuppression'], covers: [{ kind: 'person', id: randomUUID() }], tier: 'courtOnly' }
    await test.log.record({
      caseId,
      eventTypes,
      service: 'adjudication',
      facts: [{ type: ConfidentialityOrdered.type, data: closing }],
    })
    await test.foldAvailable()
    let calculated = 0
    const policyOf = (jurisdiction: string) => {
      calculated += 1
      return scope.policyOf(jurisdiction)
    }
    const source = { scope: { ...scope, policyOf }, confidentiality: confidentiality(test.store) }
    const counted = async (changes: Partial<DeadlinesQuery> = {}) => {
      calculated = 0
      const { deadlines } = await test.deadlinesOf({ ...queryFor(caseId), ...changes }, source)
      return { isCalculated: calculated > 0, of: deadlines.map(({ eventId }) => eventId) }
    }
    expect(await counted()).toEqual({ isCalculated: true, of: ids })
    expect(await counted()).toEqual({ isCalculated: false, of: ids })
    expect(await counted({ knownAt: new Date().toISOString() })).toEqual({ isCalculated: true, of: ids })
    await test.informed(caseId, '2026-11-02')
    await test.foldAvailable()
    expect(await counted()).toEqual({ isCalculated: true, of: ids })
  })

  it('are paged by due date', () => {
    const one = (n: number) => ({
      clockId: `a~${n}`,
      ruleId: 'victimSupport.test-rule',
      eventId: 'e',
      key: 'k',
      owedBy: support,
      jurisdiction: 'ZZ',
      startedAt: '2026-11-01',
      dueBy: `2026-11-${10 + (n % 3)}T00:00:00.000Z`,
      window: false,
      missed: true,
    })
    const all = [{ caseId: 'c', deadlines: [4, 1, 3, 2, 0].map(one) }]
    const page = (after?: { dueBy: string; clockId: string }) =>
      listedDeadlines(all, { userId: 'c.villanueva', agencyId: support, asOf: NOW, limit: 2, after })
    const first = page()
    const second = page(first.at(-1))
    const third = page(second.at(-1))
    expect([...first, ...second, ...third].map(({ clockId }) => clockId)).toEqual(['a~0', 'a~3', 'a~1', 'a~4', 'a~2'])
  })
})

describe('a missed deadline', () => {
  it('is recorded once, in the stream that it concerns, however often the job runs', async () => {
    const caseId = randomUUID()
    const { ids } = await test.identified(caseId)
    await test.foldAvailable()
    await Promise.all([test.runWatch(), test.runWatch()])
    await test.watch()
    await test.watch()
    const misses = await test.missesOf(caseId)
    expect(misses.map(({ stream, data }) => [stream, data])).toEqual([
      [
        `victimSupport.person-${caseId}~${victimRef}`,
        {
          clockId: `person-is-informed-in-time~${ids[0]}`,
          ruleId: personIsInformedInTime.id,
          eventId: ids[0],
          dueAt: '2026-11-05T00:00:00.000Z',
          owedBy: support,
        },
      ],
    ])
    expect(misses[0]?.envelope.basis?.policyHash).toBe('a'.repeat(64))
  })

  it('is not recorded by a replica whose clock is ahead of that of the event store', async () => {
    const caseId = randomUUID()
    await test.identified(caseId, '2026-11-24').then(test.foldAvailable)
    await test.runWatch(NOW, '2026-12-25T10:00:00.000Z')
    expect(await test.missesOf(caseId)).toEqual([])
  })

  it('is recorded once if a person came of age and did not answer whether the guardian’s consents continue', async () => {
    const caseId = randomUUID()
    await consented(caseId, 'guardian', '2026-10-01')
    const { ids } = await majorityReached(caseId, '2026-11-01')
    await test.foldAvailable()
    expect([await test.statesOf(caseId, '2026-11-15T12:00:00.000Z'), await test.statesOf(caseId)]).toEqual([['due'], ['overdue']])
    await Promise.all([test.runWatch(), test.runWatch()])
    await test.watch()
    expect((await test.missesOf(caseId)).map(({ stream, data }) => [stream, data])).toEqual([
      [
        `victimSupport.person-${caseId}~${victimRef}`,
        {
          clockId: `consent-is-renewed-in-time~${ids[0]}`,
          ruleId: consentIsRenewedInTime.id,
          eventId: ids[0],
          dueAt: '2026-11-16T00:00:00.000Z',
          owedBy: support,
        },
      ],
    ])
  })

  it('is not recorded if the person consented in time, or if no guardian had consented before', async () => {
    const [renewed, none] = [randomUUID(), randomUUID()]
    await consented(renewed, 'guardian', '2026-10-01')
    await majorityReached(renewed, '2026-11-01')
    await consented(renewed, 'self', '2026-11-10')
    await majorityReached(none, '2026-11-01')
    await test.watch()
    expect([await test.statesOf(renewed), await test.statesOf(none)]).toEqual([['met'], []])
    expect([await test.missesOf(renewed), await test.missesOf(none)]).toEqual([[], []])
  })

  it('is not recorded before its due date, nor if it was met in time', async () => {
    const early = randomUUID()
    const met = randomUUID()
    await test.identified(early, '2026-11-24')
    await test.identified(met)
    await test.informed(met, '2026-11-03')
    await test.watch()
    expect(await test.missesOf(early)).toEqual([])
    expect(await test.missesOf(met)).toEqual([])
    await test.watch('2026-11-29T00:00:00.000Z')
    expect(await test.missesOf(early)).toHaveLength(1)
  })

  it('is not recorded if the store contains an act that the view has not folded yet', async () => {
    const caseId = randomUUID()
    await test.identified(caseId)
    await test.foldAvailable()
    await test.informed(caseId, '2026-11-02')
    await test.runWatch()
    expect(await test.missesOf(caseId)).toEqual([])
  })
})

describe('a missed deadline in a case that victim support founded', () => {
  it('is received by no other sector while the person has not agreed to that, also if the event that started it was', async () => {
    const caseId = randomUUID()
    await consented(caseId, 'guardian', '2026-10-01')
    await majorityReached(caseId, '2026-11-01')
    await test.watch()
    expect(await test.missesOf(caseId)).toHaveLength(1)
    const received = (await test.log.storeOf('investigation').readCase(caseId)).map(({ type }) => type)
    expect(received).toEqual([ConsentGranted.type, MajorityReached.type])
  })
})
