import { confidentiality } from '@case-timeline/access'
import { caseFileMigrations, CaseFileTable } from '@case-timeline/case-file'
import {
  ConfidentialityOrdered,
  ConsentGranted,
  DeadlineMissed,
  EVENT_TYPES,
  EventRetracted,
  type Fact,
  MajorityReached,
  PersonRefsMerged,
  PresumedVictimIdentified,
  RightsInformed,
} from '@case-timeline/contracts'
import type { Desk } from '@case-timeline/event-store'
import { type Claim, claim, deliver, register, startOf } from '@case-timeline/feed'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { projection } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { deadlines, type DeadlinesAsked, listed } from './deadline-list.ts'
import { deadlinesMigrations } from './deadlines.migration.ts'
import { deadlinesView } from './deadlines.view.ts'
import { person, policy } from './told-deadlines.fixtures.ts'
import { watchDeadlines } from './watch.ts'

const NOW = '2026-11-25T10:00:00.000Z'
const support = 'zz-support'
const she = PresumedVictimIdentified.example.personRef
let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open({ entities: [CaseFileTable], migrations: [...caseFileMigrations, ...deadlinesMigrations] })
}, 30_000)
afterAll(() => log.close())

const desk = (now = NOW): Desk => ({
  store: log.storeOf('victimSupport'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  lawOf: () => ({ policy, hash: 'a'.repeat(64) }),
  now: () => now,
})

const foldOn = async (): Promise<void> => {
  const store = log.storeOf('victimSupport')
  const consumer = projection(deadlinesView('victimSupport', policy, support), store)
  await register(db.manager, consumer, store)
  await db.query('delete from feed_lease')
  const held = (await claim(db, consumer.name, 'spec', 60_000)) as Claim
  const { events, position } = await store.readAll({ after: startOf(held), limit: 5_000 })
  expect(await deliver(db, consumer, held, events, position)).toEqual([])
}

const look = (now = NOW): Promise<void> => {
  const household = { db, aggregates: [person], jurisdiction: 'ZZ', receivingAgency: support, signal: new AbortController().signal }
  return watchDeadlines('victimSupport').run({ desk: desk(now), ...household })
}

const watch = async (now = NOW): Promise<void> => {
  await foldOn()
  await look(now)
  await foldOn()
}

const as = [...EVENT_TYPES.values(), EventRetracted]
const identified = (caseId: string, occurredAt = '2026-11-01') =>
  log.record({
    caseId,
    as,
    occurredAt,
    facts: [{ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef: she } }],
  })
const bySupport = (caseId: string, fact: Fact, occurredAt?: string) =>
  log.record({
    caseId,
    as,
    service: 'victimSupport',
    aggregate: `person-${caseId}~${she}`,
    agencyId: support,
    facts: [fact],
    ...(occurredAt === undefined ? {} : { occurredAt }),
  })
const informed = (caseId: string, occurredAt: string) =>
  bySupport(caseId, { type: RightsInformed.type, data: { ...RightsInformed.example, personRef: she } }, occurredAt)

const consented = (caseId: string, grantedBy: 'self' | 'guardian', occurredAt: string) =>
  bySupport(
    caseId,
    {
      type: ConsentGranted.type,
      data: { ...ConsentGranted.example, consentId: randomUUID(), personRef: she, grantedBy },
    },
    occurredAt,
  )
const ofAge = (caseId: string, occurredAt: string) =>
  bySupport(caseId, { type: MajorityReached.type, data: { personRef: she } }, occurredAt)

const asked = (caseId: string | undefined, asOf = NOW): DeadlinesAsked => ({
  userId: 'c.villanueva',
  agencyId: support,
  sector: 'victimSupport',
  caseId,
  asOf,
  limit: 10,
})
const owing = (of: DeadlinesAsked) => {
  const store = log.storeOf('victimSupport')
  const owed = { sector: 'victimSupport', policy, receivingAgency: support } as const
  return deadlines({ db, store, owed, confidentiality: confidentiality(store) }, of)
}
const statesOf = async (caseId: string, asOf?: string) => (await owing(asked(caseId, asOf))).deadlines.map(({ state }) => state)
const missesOf = async (caseId: string) =>
  (await log.storeOf('victimSupport').readCase(caseId)).filter(({ type }) => type === DeadlineMissed.type)

describe('the deadlines of an agency', () => {
  it('stand as they did at the moment asked for', async () => {
    const caseId = randomUUID()
    await identified(caseId)
    await informed(caseId, '2026-11-10')
    await foldOn()
    expect(await statesOf(caseId, '2026-11-03T12:00:00.000Z')).toEqual(['due'])
    expect(await statesOf(caseId, '2026-11-06T12:00:00.000Z')).toEqual(['overdue'])
    expect(await statesOf(caseId)).toEqual(['metLate'])
  })

  it('stand as was known at an earlier moment, when asked so', async () => {
    const caseId = randomUUID()
    await identified(caseId)
    const { recordedAt } = await informed(caseId, '2026-11-02')
    await foldOn()
    const before = new Date(Date.parse(recordedAt) - 1).toISOString()
    const known = async (at: string, of = asked(caseId)) =>
      (await owing({ ...of, knownAt: at })).deadlines.filter((one) => one.caseId === caseId).map(({ state }) => state)
    expect(await known(recordedAt)).toEqual(['met'])
    expect(await known(before)).toEqual(['overdue'])
    expect(await known(before, { ...asked(undefined), limit: 1_000 })).toEqual(['overdue'])
  })

  it('fall with the fact that started them, and come back with none of what was retracted', async () => {
    const caseId = randomUUID()
    const { ids } = await identified(caseId)
    await foldOn()
    expect(await statesOf(caseId)).toEqual(['overdue'])
    const retraction = { retractsId: ids[0], reasonCode: 'wrongCase', approver: { userId: 'p.reyes', role: 'records-supervisor' } }
    await log.record({ caseId, as, facts: [{ type: EventRetracted.type, data: retraction }] })
    await foldOn()
    expect(await statesOf(caseId)).toEqual([])
  })

  it('are owed once to a person who was recorded under two references, and met by what was done for her under either', async () => {
    const caseId = randomUUID()
    const alias = randomUUID()
    await log.record({
      caseId,
      as,
      occurredAt: '2026-11-01',
      facts: [{ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef: alias } }],
    })
    await informed(caseId, '2026-11-02')
    await foldOn()
    expect(await statesOf(caseId)).toEqual(['overdue'])
    const data = { ...PersonRefsMerged.example, keptRef: she, mergedRef: alias }
    await log.record({ caseId, as, service: 'prosecution', facts: [{ type: PersonRefsMerged.type, data }] })
    await watch()
    expect(await statesOf(caseId)).toEqual(['met'])
    expect(await missesOf(caseId)).toEqual([])
  })

  it('are shown to the agency that owes them, and to no other', async () => {
    const caseId = randomUUID()
    await identified(caseId)
    await foldOn()
    expect(await owing({ ...asked(caseId), agencyId: 'zz-other' })).toEqual({ deadlines: [] })
  })

  it('do not show what an order of the court keeps from the agency, neither now nor as known before', async () => {
    const caseId = randomUUID()
    const { ids } = await identified(caseId)
    const other = await log.record({
      caseId,
      as,
      facts: [{ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef: randomUUID() } }],
    })
    const data = { scope: ['sealedItems'], covers: [{ kind: 'item', id: ids[0] }], tier: 'courtOnly' }
    const order = await log.record({ caseId, as, service: 'adjudication', facts: [{ type: ConfidentialityOrdered.type, data }] })
    await foldOn()
    for (const knownAt of [undefined, other.recordedAt]) {
      const found = await owing({ ...asked(caseId), knownAt })
      expect(found.deadlines.map(({ eventId }) => eventId)).toEqual(other.ids)
      expect(found.withheld).toEqual([{ caseId, by: order.ids }])
      expect(JSON.stringify(found)).not.toContain(ids[0])
    }
  })

  it('are paged by the time they are due', () => {
    const one = (n: number) => ({
      clockId: `a~${n}`,
      ruleId: 'victimSupport.a-rule',
      eventId: 'e',
      key: 'k',
      owedBy: support,
      startedAt: '2026-11-01',
      dueBy: `2026-11-${10 + (n % 3)}T00:00:00.000Z`,
      window: false,
      missed: true,
    })
    const all = [{ caseId: 'c', deadlines: [4, 1, 3, 2, 0].map(one) }]
    const page = (after?: { dueBy: string; clockId: string }) =>
      listed(all, { userId: 'c.villanueva', agencyId: support, asOf: NOW, limit: 2, after })
    const first = page()
    const second = page(first.at(-1))
    const third = page(second.at(-1))
    expect([...first, ...second, ...third].map(({ clockId }) => clockId)).toEqual(['a~0', 'a~3', 'a~1', 'a~4', 'a~2'])
  })
})

describe('a deadline that was missed', () => {
  it('is recorded once, in the stream of what it concerns, however often it is looked for', async () => {
    const caseId = randomUUID()
    const { ids } = await identified(caseId)
    await foldOn()
    await Promise.all([look(), look()])
    await watch()
    await watch()
    const misses = await missesOf(caseId)
    expect(misses.map(({ stream, data }) => [stream, data])).toEqual([
      [
        `victimSupport.person-${caseId}~${she}`,
        {
          clockId: `rights-are-told-in-time~${ids[0]}`,
          ruleId: 'victimSupport.rights-are-told-in-time',
          eventId: ids[0],
          dueAt: '2026-11-05T00:00:00.000Z',
          owedBy: support,
        },
      ],
    ])
    expect(misses[0]?.envelope.basis?.policyHash).toBe('a'.repeat(64))
  })

  it('is recorded once where she came of age and nobody asked her about what her guardian agreed to', async () => {
    const caseId = randomUUID()
    await consented(caseId, 'guardian', '2026-10-01')
    const { ids } = await ofAge(caseId, '2026-11-01')
    await foldOn()
    expect([await statesOf(caseId, '2026-11-15T12:00:00.000Z'), await statesOf(caseId)]).toEqual([['due'], ['overdue']])
    await Promise.all([look(), look()])
    await watch()
    expect((await missesOf(caseId)).map(({ stream, data }) => [stream, data])).toEqual([
      [
        `victimSupport.person-${caseId}~${she}`,
        {
          clockId: `consents-are-renewed-in-time~${ids[0]}`,
          ruleId: 'victimSupport.consents-are-renewed-in-time',
          eventId: ids[0],
          dueAt: '2026-11-16T00:00:00.000Z',
          owedBy: support,
        },
      ],
    ])
  })

  it('is none where she agreed herself in time, or where nobody had agreed for her', async () => {
    const [renewed, none] = [randomUUID(), randomUUID()]
    await consented(renewed, 'guardian', '2026-10-01')
    await ofAge(renewed, '2026-11-01')
    await consented(renewed, 'self', '2026-11-10')
    await ofAge(none, '2026-11-01')
    await watch()
    expect([await statesOf(renewed), await statesOf(none)]).toEqual([['met'], []])
    expect([await missesOf(renewed), await missesOf(none)]).toEqual([[], []])
  })

  it('is not recorded before its time, nor when it was met in time', async () => {
    const early = randomUUID()
    const met = randomUUID()
    await identified(early, '2026-11-24')
    await identified(met)
    await informed(met, '2026-11-03')
    await watch()
    expect(await missesOf(early)).toEqual([])
    expect(await missesOf(met)).toEqual([])
    await watch('2026-11-29T00:00:00.000Z')
    expect(await missesOf(early)).toHaveLength(1)
  })

  it('is not recorded where what was done is in the store and not yet in the view', async () => {
    const caseId = randomUUID()
    await identified(caseId)
    await foldOn()
    await informed(caseId, '2026-11-02')
    await look()
    expect(await missesOf(caseId)).toEqual([])
  })
})
