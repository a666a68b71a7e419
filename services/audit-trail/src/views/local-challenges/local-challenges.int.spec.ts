import {
  AgreeInitiative,
  ChallengeRaised,
  CommandRefused,
  DeadlineMissed,
  EVENT_TYPES,
  EventRetracted,
  RaiseChallenge,
  SupportCaseOpened,
  SuspectArrested,
  VictimStatusDetermined,
  WarningRaised,
} from '@case-timeline/contracts'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import { correct, handle } from '@case-timeline/commands'
import { type Feed, storeFeed } from '@case-timeline/feed'
import { type TestLog, testLog, untilReached } from '@case-timeline/feed/fixtures'
import { derivedKeys } from '@case-timeline/http'
import { consumerNameOf, digest, materialise, projection, rebuild, tablesOf, verify } from '@case-timeline/projections'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { initiativeStream } from '../../initiative/initiative.stream.ts'
import { shownWith } from '../shown-number.ts'
import { challengesBySector, type SectorChallengesFilter } from './challenges-by-sector.ts'
import { initiativesIn } from './initiatives.ts'
import { LocalChallengesController } from './local-challenges.controller.ts'
import { localChallengesView } from './local-challenges.view.ts'

const rights = 'investigation.rights-are-read-on-arrest'
const notice = 'victimSupport.victim-is-informed-of-rights-in-time'
const blame = 'investigation.blame-does-not-decide-status'
const stop = new AbortController()

let log: TestLog
let db: DataSource
let feed: Feed
let stopped: Promise<void>
let police: string
let support: string

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([localChallengesView]))
  const store = log.storeOf('auditTrail')
  feed = storeFeed({ store })
  ;({ stopped } = await feed.consume({ db, consumer: projection(localChallengesView, store), signal: stop.signal }))
})
afterAll(async () => {
  stop.abort()
  await stopped
  await log.close()
})
beforeEach(() => {
  police = `zz-police-${randomUUID().slice(0, 8)}`
  support = `zz-support-${randomUUID().slice(0, 8)}`
})

const caughtUp = async (upTo: string) => expect(await untilReached({ feed, db }, consumerNameOf(localChallengesView), upTo)).toBe(true)

/** Records an arrest without reading of rights, in a new case. @returns the case and the event id of the arrest */
const arrestedWithoutRights = async (occurredAt: string) => {
  const caseId = randomUUID()
  const recorded = { caseId, agencyId: police, eventTypes: [...EVENT_TYPES.values()] }
  const { ids } = await log.record({ ...recorded, occurredAt, facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }] })
  const [eventId = ''] = ids
  const warning = { type: WarningRaised.type, data: { ruleId: rights, eventId, facts: [] } }
  await caughtUp((await log.record({ ...recorded, occurredAt, facts: [warning] })).lastPosition)
  return { recorded, eventId }
}

const missedBySupport = async (dueAt: string) => {
  const recorded = { caseId: randomUUID(), agencyId: support, service: 'victimSupport' as const, eventTypes: [...EVENT_TYPES.values()] }
  const { ids } = await log.record({ ...recorded, facts: [{ type: SupportCaseOpened.type, data: SupportCaseOpened.example }] })
  const missed = { ...DeadlineMissed.example, ruleId: notice, eventId: ids[0] ?? '', dueAt, owedBy: support }
  await caughtUp((await log.record({ ...recorded, facts: [{ type: DeadlineMissed.type, data: missed }] })).lastPosition)
}

/** Records a fact in a new case. */
const record = async (fact: { readonly type: string; readonly data: object }, occurredAt?: string) => {
  const recorded = { caseId: randomUUID(), agencyId: police, eventTypes: [...EVENT_TYPES.values()] }
  await caughtUp((await log.record({ ...recorded, ...(occurredAt === undefined ? {} : { occurredAt }), facts: [fact] })).lastPosition)
}

const refusedFor = (ground: string) =>
  record({ type: CommandRefused.type, data: { ...CommandRefused.example, commandId: randomUUID(), ruleId: blame, facts: [ground] } })

const actor = { userId: 'a.analyst', agencyId: 'zz-audit', role: 'analyst' }
const commandOf = (name: string, data: object) => {
  const command = { name, body: { data }, actor, commandId: randomUUID(), retryable: false, correlationId: 'test', jurisdiction: 'PH' }
  return [commandContextOn(log.storeOf('auditTrail')), command] as const
}

const submit = async (name: string, data: object) => {
  const [context, command] = commandOf(name, data)
  expect(await handle(context, initiativeStream, command)).toMatchObject({ outcome: 'appended' })
}

const retract = async (streamId: string, retractsId: string) => {
  const [context, command] = commandOf('RetractEvent', { retractsId, reasonCode: 'clericalError' })
  const approved = { ...command, approval: { approver: { userId: 'p.reyes', role: 'records-supervisor' } } }
  const stream = { aggregate: initiativeStream, streamId }
  expect(await correct(context, [initiativeStream], approved, undefined, stream)).toMatchObject({ outcome: 'appended' })
}

const IN_2026 = { from: '2026-01', until: '2026-12' }

const challengesOf = async (query: {
  agency?: string
  from?: string | undefined
  until?: string | undefined
  cursor?: string
  limit?: number
  schema?: string
}) =>
  new LocalChallengesController(db, log.storeOf('auditTrail'), derivedKeys(Buffer.alloc(32, 1))).challenges({
    limit: 50,
    ...IN_2026,
    ...query,
  })

describe('the local challenges', () => {
  it('count warnings and missed deadlines per rule, agency and month, the most frequent first', async () => {
    for (const day of ['2026-03-01', '2026-03-27', '2026-04-02']) await arrestedWithoutRights(day)
    const none = { sector: 'investigation', agency: police, missed: 0, refused: 0, grounds: [], initiatives: [] }
    await missedBySupport('2026-04-10')
    expect((await challengesOf({ agency: police })).challenges).toMatchObject([
      { ...none, ruleId: rights, month: '2026-03', warned: 2, outOf: [{ type: SuspectArrested.type, recorded: 2 }] },
      { ...none, ruleId: rights, month: '2026-04', warned: 1, outOf: [{ type: SuspectArrested.type, recorded: 1 }] },
    ])
    expect((await challengesOf({ agency: police, from: '2026-04' })).challenges).toHaveLength(1)
    expect((await challengesOf({ agency: support })).challenges).toMatchObject([{ ruleId: notice, month: '2026-04', warned: 0, missed: 1 }])
  })

  it('count refusals, with the grounds that blame the victim and the decisions that were recorded', async () => {
    for (const ground of ['wasPaid', 'wasPaid', 'didNotFlee']) await refusedFor(ground)
    // Of an earlier month: a refusal is compared with what was recorded in the same month.
    await record({ type: VictimStatusDetermined.type, data: VictimStatusDetermined.example }, '2026-01-10')
    expect((await challengesOf({ agency: police, from: undefined, until: undefined })).challenges).toMatchObject([
      {
        ruleId: blame,
        warned: 0,
        refused: 3,
        grounds: [
          { code: 'didNotFlee', times: 1 },
          { code: 'wasPaid', times: 2 },
        ],
        outOf: [{ type: VictimStatusDetermined.type, entered: 1 }],
      },
    ])
  })

  it('include the initiatives that answer them', async () => {
    await arrestedWithoutRights('2026-03-01')
    const initiativeId = randomUUID()
    await submit(RaiseChallenge.name, { ...ChallengeRaised.example, initiativeId, agency: police, ruleId: rights, theme: 'training' })
    await submit(AgreeInitiative.name, { ...AgreeInitiative.example, initiativeId })
    const { indicator, target } = AgreeInitiative.example
    expect((await challengesOf({ agency: police })).challenges).toMatchObject([
      { ruleId: rights, initiatives: [{ initiativeId, theme: 'training', agreed: { indicator, target } }] },
    ])
  })

  it('read of the initiatives those that have changed, however many were raised before', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()]
    const raise = (initiativeId: string) => submit(RaiseChallenge.name, { ...ChallengeRaised.example, initiativeId, agency: police })
    for (const initiativeId of ids) await raise(initiativeId)
    const streams: string[] = []
    const store = new Proxy(log.storeOf('auditTrail'), {
      get: (target, name) => {
        if (name === 'readStream')
          return (stream: string) => {
            streams.push(stream)
            return target.readStream(stream)
          }
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    const initiatives = initiativesIn(store)
    const own = async () => (await initiatives('2026-11-29T00:00:00Z')).filter(({ agency }) => agency === police)
    expect(await own()).toHaveLength(ids.length)
    streams.length = 0
    const later = randomUUID()
    await raise(later)
    await submit(AgreeInitiative.name, { ...AgreeInitiative.example, initiativeId: ids[1] })
    expect((await own()).filter(({ agreed }) => agreed !== undefined).map(({ initiativeId }) => initiativeId)).toEqual([ids[1]])
    expect(streams.toSorted()).toEqual([ids[1], later].map((id) => `auditTrail.initiative-${id}`).toSorted())
    const [raised] = await log.storeOf('auditTrail').readStream(`auditTrail.initiative-${later}`)
    await retract(later, raised?.id ?? '')
    expect((await own()).map(({ initiativeId }) => initiativeId).toSorted()).toEqual(ids.toSorted())
  })

  it('are those of a position of the log, with the initiatives of then, in a schema of views', async () => {
    await arrestedWithoutRights('2026-03-01')
    const initiativeId = randomUUID()
    await submit(RaiseChallenge.name, { ...ChallengeRaised.example, initiativeId, agency: police, ruleId: rights })
    const store = log.storeOf('auditTrail')
    const work = { db, store, views: [localChallengesView], schema: 'as_known', signal: new AbortController().signal }
    await materialise({ ...work, until: await store.lastPosition() })
    await arrestedWithoutRights('2026-03-02')
    await submit(AgreeInitiative.name, { ...AgreeInitiative.example, initiativeId })
    const [then] = (await challengesOf({ agency: police, schema: 'as_known' })).challenges
    const [now] = (await challengesOf({ agency: police })).challenges
    expect([then, now]).toMatchObject([
      { warned: 1, outOf: [{ recorded: 1 }], initiatives: [{ initiativeId }] },
      { warned: 2, outOf: [{ recorded: 2 }], initiatives: [{ agreed: {} }] },
    ])
    expect(then?.initiatives[0]).not.toHaveProperty('agreed')
    await expect(challengesOf({ schema: 'nothing' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('do not count a warning about an arrest that was retracted', async () => {
    const { recorded, eventId } = await arrestedWithoutRights('2026-03-01')
    const retraction = { type: EventRetracted.type, data: { ...EventRetracted.example, retractsId: eventId } }
    await caughtUp((await log.record({ ...recorded, facts: [retraction] })).lastPosition)
    expect((await challengesOf({ agency: police })).challenges).toEqual([])
  })

  it('are read page by page, name no case and no person, and are the same after a rebuild', async () => {
    const { recorded } = await arrestedWithoutRights('2026-03-01')
    await arrestedWithoutRights('2026-04-01')
    await arrestedWithoutRights('2026-05-01')
    const first = await challengesOf({ agency: police, limit: 2 })
    const second = await challengesOf({ agency: police, limit: 2, ...(first.next === undefined ? {} : { cursor: first.next }) })
    expect([...first.challenges, ...second.challenges].map(({ month }) => month)).toEqual(['2026-05', '2026-04', '2026-03'])
    expect(second.next).toBeUndefined()
    for (const hidden of [recorded.caseId, 'k.santoso']) expect(JSON.stringify(first)).not.toContain(hidden)
    const before = await digest(db, localChallengesView)
    const work = { view: localChallengesView, store: log.storeOf('auditTrail'), db }
    expect(await verify(work)).toMatchObject({ differing: 0 })
    await rebuild(work)
    expect(await digest(db, localChallengesView)).toEqual(before)
  })
})

describe('the local challenges by sector, as every sector may read them', () => {
  const rule = `investigation.planted-rule-${randomUUID()}`
  const month = new Date().toISOString().slice(0, 7)
  const quarter = `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`
  const row = { ruleId: rule, sector: 'investigation', quarter, grounds: [], outOf: [] }

  const warnings = async (times: number, ruleId = rule, occurredAt = '2025-02-03') => {
    const recorded = { caseId: randomUUID(), agencyId: police, eventTypes: [...EVENT_TYPES.values()], occurredAt }
    const { ids } = await log.record({ ...recorded, facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }] })
    const warning = { type: WarningRaised.type, data: { ruleId, eventId: ids[0] ?? '', facts: [] } }
    await caughtUp((await log.record({ ...recorded, facts: Array.from({ length: times }, () => warning) })).lastPosition)
  }
  const names: string[] = []
  const bySector = (offset: number, query: Partial<SectorChallengesFilter> = {}) =>
    challengesBySector(
      db,
      (name, exact) => {
        names.push(name.join())
        return shownWith(offset, exact)
      },
      { limit: 50, rule, months: { from: month, until: month }, ...query },
    )

  it('show no number below the threshold, the same list before and after a fact, and each number less its offset', async () => {
    await warnings(10)
    expect((await bySector(0)).challenges).toEqual([])
    await warnings(1)
    expect((await bySector(0)).challenges).toEqual([{ ...row, warned: 11 }])
    expect((await bySector(1)).challenges).toEqual([])
    await warnings(10)
    expect((await bySector(0)).challenges).toEqual([{ ...row, warned: 11 }])
    await warnings(1)
    expect((await bySector(0)).challenges).toEqual([{ ...row, warned: 22 }])
    expect((await bySector(1)).challenges).toEqual([{ ...row, warned: 11 }])
  })

  it('count in the quarter of recording, so that nothing is added to a quarter that has ended', async () =>
    expect((await bySector(0, { months: { from: '2025-01', until: '2025-03' } })).challenges).toEqual([]))

  it('have one offset for a number in whatever row it is shown, and another for each number', async () => {
    for (const ruleId of [rights, 'investigation.ground-is-stated-on-arrest']) await warnings(22, ruleId)
    for (let arrests = 0; arrests < 11; arrests += 1) await warnings(1)
    names.length = 0
    const { challenges } = await bySector(0, { rule: undefined })
    expect(challenges.find(({ ruleId }) => ruleId === rights)?.outOf).toContainEqual({
      type: SuspectArrested.type,
      entered: expect.any(Number) as unknown,
    })
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain(['local-challenges', 'recorded', SuspectArrested.type, '', 'investigation', quarter].join())
  })

  it('are read page by page, and name no agency', async () => {
    await warnings(11, `${rule}-2`)
    const first = await bySector(0, { rule: undefined, limit: 2 })
    const second = await bySector(0, { rule: undefined, ...(first.next === undefined ? {} : { cursor: first.next }) })
    const all = await bySector(0, { rule: undefined })
    expect([...first.challenges, ...second.challenges]).toEqual(all.challenges)
    expect(first.challenges).toHaveLength(2)
    expect(all.challenges.length).toBeGreaterThan(2)
    expect(second.next).toBeUndefined()
    expect(JSON.stringify(all)).not.toContain(police)
  })
})
