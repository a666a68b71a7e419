import {
  ConsentGranted,
  ConsentWithdrawn,
  IdentificationNotifiedToParty,
  InformOfRights,
  NotifyPartyOfIdentification,
  PersonRefsMerged,
  PersonRefsUnmerged,
  PresumedVictimIdentified,
  RecordNotificationObjection,
  ReferralMade,
  type EventType,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import { correct, correctionRules, eventStoreDbEventStore, handle, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { startEventStoreDb, type EventStoreDb } from '@case-timeline/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { noticeStopsAtHerObjection } from './domain/notice.rules.ts'
import { adult, assess, consentId, girl, grant, open, refer, withdraw } from './domain/person.fixtures.ts'
import { childConsentsThroughHerGuardian, referralNeedsLiveConsent } from './domain/person.rules.ts'
import type { PersonCommand } from './domain/person.ts'
import { personStream } from './person.stream.ts'

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

/** Another reference of the girl's, under which she came to be known elsewhere. */
const alsoHer = '99999999-9999-4999-8999-999999999999'
const as = <C extends PersonCommand>(personRef: string, command: C): C => ({ ...command, data: { ...command.data, personRef } })

const desk = (): Desk => ({
  store: log.storeOf('victimSupport'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  now: () => '2026-11-25T10:00:00.000000Z',
})
const about = (caseId: string) => ({
  caseId,
  actor: { userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' },
  commandId: randomUUID(),
  keyed: false,
  correlationId: 'test',
  jurisdiction: 'PH',
})

/** A case in which she was identified and is supported under both references, as of an age under each. */
const aCase = async (ages: { readonly [girl]: string; readonly [alsoHer]: string }) => {
  const caseId = randomUUID()
  const record = (type: EventType, data: object, aggregate = `case-${caseId}`) =>
    log.record({ caseId, as: [type], facts: [{ type: type.type, data: { ...(type.example as object), ...data } }], aggregate })
  const ask = ({ name, data }: PersonCommand): Promise<Answer> => handle(desk(), personStream, { ...about(caseId), name, body: { data } })
  for (const [personRef, ageBand] of Object.entries(ages)) {
    await record(PresumedVictimIdentified, { personRef, ageBand, ageDisputed: false })
    expect(await ask(as(personRef, open()))).toMatchObject({ outcome: 'appended' })
  }
  const last = async ({ type }: EventType) => (await log.storeOf('victimSupport').readCase(caseId)).findLast((event) => event.type === type)
  return {
    ask,
    done: async (...commands: readonly PersonCommand[]) => {
      for (const command of commands) expect(await ask(command)).toMatchObject({ outcome: 'appended' })
    },
    merged: () => record(PersonRefsMerged, { keptRef: girl, mergedRef: alsoHer }, `record-${caseId}`),
    unmerged: () => record(PersonRefsUnmerged, { keptRef: girl, mergedRef: alsoHer }, `record-${caseId}`),
    last,
    retracted: async (type: EventType): Promise<Answer> => {
      const retractsId = (await last(type))?.id
      const data = { retractsId, reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }
      return correct(desk(), [personStream], { ...about(caseId), name: 'RetractEvent', body: { data } })
    },
  }
}
const adults = { [girl]: 'adult', [alsoHer]: 'adult' } as const
const refusedBy = ({ id }: { readonly id: string }) => ({ outcome: 'refused', rule: { id } })

const notify = commanded(
  NotifyPartyOfIdentification,
  { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042' },
  adult,
)
const toNotice = grant({
  purposes: ['notificationAbroad'],
  parties: ['MM'],
  recipients: ['mm-social-welfare'],
  dataCategories: ['identity'],
})
const told = commanded(InformOfRights, { ...InformOfRights.example, personRef: girl, topics: ['notificationObjection'] }, adult)
const objection = commanded(RecordNotificationObjection, { personRef: girl, party: 'MM' }, adult)

describe.each(LOGS)('a person who was supported under two references, recorded in %s', (_store, openLog) => {
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())

  it('is protected as a child under either once she is one under the other, and no longer when they are unmerged', async () => {
    const it = await aCase({ [girl]: 'adult', [alsoHer]: 'child' })
    await it.merged()
    expect(await it.ask(grant())).toMatchObject(refusedBy(childConsentsThroughHerGuardian))
    await it.unmerged()
    expect(await it.ask(grant())).toMatchObject({ outcome: 'appended' })
  })

  it.each([
    [girl, alsoHer],
    [alsoHer, girl],
  ])('objects under %s to a notice about her under %s', async (objecting, notified) => {
    const it = await aCase(adults)
    await it.done(...[told, assess(), toNotice].map((command) => as(notified, command)), as(objecting, objection))
    await it.merged()
    expect(await it.ask(as(notified, notify))).toMatchObject(refusedBy(noticeStopsAtHerObjection))
    await it.unmerged()
    expect(await it.ask(as(notified, notify))).toMatchObject({ outcome: 'appended' })
    expect((await it.last(IdentificationNotifiedToParty))?.data).toMatchObject({ personRef: notified })
  })

  it.each([
    [girl, alsoHer],
    [alsoHer, girl],
  ])('is not referred under %s on a consent that she took back under %s', async (referred, withdrawing) => {
    const it = await aCase(adults)
    await it.done(as(referred, grant()))
    await it.merged()
    await it.done(as(withdrawing, withdraw()))
    expect(await it.ask(as(referred, refer()))).toMatchObject(refusedBy(referralNeedsLiveConsent))
    expect(await it.last(ConsentWithdrawn)).toMatchObject({
      data: { personRef: withdrawing, consentId },
      stream: expect.stringContaining(`~${withdrawing}`) as unknown,
    })
  })

  it('is referred under the one on the consent that she gave under the other, which is not taken back before that', async () => {
    const it = await aCase(adults)
    await it.done(as(alsoHer, grant()))
    expect(await it.ask(refer())).toMatchObject(refusedBy(referralNeedsLiveConsent))
    await it.merged()
    await it.done(refer())
    const referral = await it.last(ReferralMade)
    expect(await it.retracted(ConsentGranted)).toMatchObject({
      ...refusedBy(correctionRules.nothingRestsOnWhatIsTakenBack),
      facts: [referral?.id],
    })
  })

  it.each([
    ['a withdrawal under the other reference', 'withdrawn'],
    ['the merge with the one under which she had withdrawn it', 'merged'],
  ] as const)('is not referred when %s comes between decision and recording', async (_title, comes) => {
    const it = await aCase(adults)
    await it.done(grant())
    if (comes === 'withdrawn') await it.merged()
    else await it.done(as(alsoHer, grant()), as(alsoHer, withdraw()))
    const store = log.storeOf('victimSupport')
    const append = store.append.bind(store)
    store.append = async (command) => {
      store.append = append
      if (comes === 'withdrawn') await it.done(as(alsoHer, withdraw()))
      else await it.merged()
      return append(command)
    }
    expect(await it.ask(refer())).toMatchObject(refusedBy(referralNeedsLiveConsent))
  })
})
