import {
  AgreeInitiative,
  ChallengeRaised,
  DeadlineMissed,
  EVENT_TYPES,
  EventRetracted,
  RaiseChallenge,
  SupportCaseOpened,
  SuspectArrested,
  WarningRaised,
} from '@case-timeline/contracts'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import { handle } from '@case-timeline/commands'
import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { consumerNameOf, digest, projection, rebuild, tablesOf, verify } from '@case-timeline/projections'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { initiativeStream } from '../../initiative/initiative.stream.ts'
import { LocalChallengesController } from './local-challenges.controller.ts'
import { localChallengesView } from './local-challenges.view.ts'

const rights = 'investigation.rights-are-read-on-arrest'
const notice = 'victimSupport.victim-is-informed-of-rights-in-time'
const stop = new AbortController()

let log: TestLog
let db: DataSource
let stopped: Promise<void>
let police: string
let support: string

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([localChallengesView]))
  const store = log.storeOf('auditTrail')
  ;({ stopped } = await storeFeed({ store }).consume({ db, consumer: projection(localChallengesView, store), signal: stop.signal }))
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

const caughtUp = async (position: string) => expect(await waitFor(db, consumerNameOf(localChallengesView), position, 5_000)).toBe(true)

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

const submit = async (name: string, data: object) => {
  const context = commandContextOn(log.storeOf('auditTrail'))
  const actor = { userId: 'a.analyst', agencyId: 'zz-audit', role: 'analyst' }
  const submitted = { name, body: { data }, actor, commandId: randomUUID(), retryable: false, correlationId: 'test', jurisdiction: 'PH' }
  expect(await handle(context, initiativeStream, submitted)).toMatchObject({ outcome: 'appended' })
}

const challengesOf = async (query: { agency?: string; from?: string; cursor?: string; limit?: number } = {}) =>
  new LocalChallengesController(db, log.storeOf('auditTrail')).challenges({ limit: 50, ...query })

describe('the local challenges', () => {
  it('count warnings and missed deadlines per rule, agency and month, the most frequent first', async () => {
    for (const day of ['2026-03-01', '2026-03-27', '2026-04-02']) await arrestedWithoutRights(day)
    await missedBySupport('2026-04-10')
    expect((await challengesOf({ agency: police })).challenges).toEqual([
      { ruleId: rights, agency: police, month: '2026-03', warned: 2, missed: 0, initiatives: [] },
      { ruleId: rights, agency: police, month: '2026-04', warned: 1, missed: 0, initiatives: [] },
    ])
    expect((await challengesOf({ agency: police, from: '2026-04' })).challenges).toHaveLength(1)
    expect((await challengesOf({ agency: support })).challenges).toMatchObject([{ ruleId: notice, month: '2026-04', warned: 0, missed: 1 }])
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
