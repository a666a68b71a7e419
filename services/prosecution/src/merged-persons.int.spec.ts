import {
  CaseReferredToProsecution,
  ChargeLaid,
  EventCorrected,
  NonPunishmentAssessed,
  PersonRefsMerged,
  PersonRefsUnmerged,
  PresumedVictimIdentified,
  SuspectIdentified,
  type EventType,
} from '@case-timeline/contracts'
import { correct, eventStoreDbEventStore, handle, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { startEventStoreDb, type EventStoreDb } from '@case-timeline/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { ProsecutionCommand } from './domain/prosecution.commands.ts'
import { assess, charged, girl, mai, policy, receive, recruiter } from './domain/prosecution.fixtures.ts'
import { aVictimIsNotChargedBeforeNonPunishmentIsAssessed } from './domain/prosecution.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'

let log: TestLog
let server: EventStoreDb
beforeAll(async () => {
  server = await startEventStoreDb()
})
afterAll(() => server.close())

const LOGS: readonly (readonly [string, () => Promise<TestLog>])[] = [
  ['PostgreSQL', testLog],
  ['EventStoreDB', () => testLog((service) => eventStoreDbEventStore({ url: server.url(), service }))],
]

const desk = (): Desk => ({
  store: log.storeOf('prosecution'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  lawOf: () => ({ policy: { ...policy, traffickingOffences: [ChargeLaid.example.offenceCode] }, hash: 'a'.repeat(64) }),
  now: () => '2026-11-25T10:00:00.000000Z',
})
const about = (caseId: string) => ({
  caseId,
  actor: { userId: 'm.lim', agencyId: 'ph-prosecution', role: 'prosecutor' },
  commandId: randomUUID(),
  keyed: false,
  correlationId: 'test',
  jurisdiction: 'PH',
})

/** A case in which Mai is presumed a victim, and a recruiter suspected whom nobody took for her. */
const aCase = async () => {
  const caseId = randomUUID()
  const record = (type: EventType, data: object, aggregate = `case-${caseId}`) =>
    log.record({ caseId, as: [type], facts: [{ type: type.type, data: { ...(type.example as object), ...data } }], aggregate })
  const ask = ({ name, data }: ProsecutionCommand): Promise<Answer> =>
    handle(desk(), prosecutionStream, { ...about(caseId), name, body: { data } })
  const last = async ({ type }: EventType) => {
    const found = (await log.storeOf('prosecution').readCase(caseId)).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const saidOf = (type: EventType) => (keptRef: string, mergedRef: string) => record(type, { keptRef, mergedRef }, `record-${caseId}`)
  const { dossierId, manifestHash } = receive().data
  for (const personRef of [mai, girl]) await record(PresumedVictimIdentified, { personRef, ageBand: 'adult', ageDisputed: false })
  await record(SuspectIdentified, { personRef: recruiter })
  await record(CaseReferredToProsecution, { dossierId, manifestHash })
  expect(await ask(receive())).toMatchObject({ outcome: 'appended' })
  return { caseId, ask, last, merged: saidOf(PersonRefsMerged), unmerged: saidOf(PersonRefsUnmerged) }
}

/** What the recruiter did to the girl. */
const aCharge = charged({ perVictim: charged().data.perVictim.map((one) => ({ ...one, personRef: girl })) })
const { id: ruleId } = aVictimIsNotChargedBeforeNonPunishmentIsAssessed
const refused = { outcome: 'refused', rule: { id: ruleId } }
const appended = { outcome: 'appended' }

describe.each(LOGS)('references that were merged, recorded in %s', (_store, openLog) => {
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())

  describe.each([
    ['the presumed victim’s', mai, recruiter],
    ['the suspect’s', recruiter, mai],
  ])('a suspect who turns out to be a presumed victim, where %s reference is kept', (_, kept, merged) => {
    it(`is protected as she is: ${aVictimIsNotChargedBeforeNonPunishmentIsAssessed.sentence}`, async () => {
      const it = await aCase()
      await it.merged(kept, merged)
      expect(await it.ask(aCharge)).toMatchObject(refused)
      expect(await it.ask(assess({ personRef: mai, directlyRelated: false, decision: 'notDirectlyRelated' }))).toMatchObject(appended)
      expect(await it.ask(aCharge)).toMatchObject(appended)
      const { data, envelope } = await it.last(ChargeLaid)
      expect(data).toEqual(aCharge.data)
      expect(envelope.basis?.events).toContainEqual(expect.objectContaining({ stream: `investigation.record-${it.caseId}` }))
    })

    it('is a suspect like any other once the references are unmerged', async () => {
      const it = await aCase()
      await it.merged(kept, merged)
      await it.unmerged(kept, merged)
      expect(await it.ask(aCharge)).toMatchObject(appended)
    })

    it('is not accused by a correction either', async () => {
      const it = await aCase()
      const stranger = randomUUID()
      expect(await it.ask(charged({ ...aCharge.data, accusedRef: stranger }))).toMatchObject(appended)
      await it.merged(kept, merged)
      const { id: correctsId, data } = await it.last(ChargeLaid)
      const correcting = (accusedRef: string) => {
        const approver = { userId: 'p.reyes', role: 'records-supervisor' }
        const right = { correctsId, data: { ...(data as object), accusedRef }, reasonCode: 'clericalError', approver }
        return correct(desk(), [prosecutionStream], { ...about(it.caseId), name: 'CorrectEvent', body: { data: right } })
      }
      expect(await correcting(recruiter)).toMatchObject(refused)
      const another = randomUUID()
      expect(await correcting(another)).toMatchObject(appended)
      expect((await it.last(EventCorrected)).data).toMatchObject({ data: { accusedRef: another } })
    })

    it('is not charged by a decision that the merge came before, though it was taken without knowing of it', async () => {
      const it = await aCase()
      const store = log.storeOf('prosecution')
      const append = store.append.bind(store)
      store.append = async (command) => {
        store.append = append
        await it.merged(kept, merged)
        return append(command)
      }
      expect(await it.ask(aCharge)).toMatchObject(refused)
    })
  })

  it('an assessment of one reference is no assessment of another person’s', async () => {
    const it = await aCase()
    expect(await it.ask(assess({ personRef: mai, directlyRelated: false, decision: 'notDirectlyRelated' }))).toMatchObject(appended)
    expect(await it.ask(charged({ ...aCharge.data, accusedRef: girl }))).toMatchObject(refused)
    await it.merged(girl, mai)
    expect(await it.ask(charged({ ...aCharge.data, accusedRef: girl }))).toMatchObject(appended)
    expect((await it.last(NonPunishmentAssessed)).data).toMatchObject({ personRef: mai })
  })
})
