import {
  CaseOpened,
  CommandRefused,
  ConsentGranted,
  ConsentWithdrawn,
  CooperationMechanismEnded,
  CooperationMechanismEstablished,
  EventRetracted,
  MajorityReached,
  PoliceCooperationRequested,
  PresumedVictimIdentified,
  RequestPoliceCooperation,
  RuleOverridden,
  ShareSpontaneousInformation,
  SpontaneousInformationShared,
  WarningRaised,
  type CommandBody,
  type CommandType,
  type Override,
} from '@case-timeline/contracts'
import { eventStoreDbEventStore, handle, standing, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { startEventStoreDb, type EventStoreDb } from '@case-timeline/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { cooperationStream } from './cooperation.stream.ts'
import { aRequestStaysWithinItsMechanism, aVictimsDataGoesAbroadOnlyWithHerConsent } from './domain/cooperation.rules.ts'
import { mai } from './domain/investigation.fixtures.ts'

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

const consentId = randomUUID()
const rule = aVictimsDataGoesAbroadOnlyWithHerConsent

const identified = (caseId: string) =>
  log.record({
    caseId,
    as: [PresumedVictimIdentified],
    facts: [{ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef: mai } }],
  })
const bySupport = (caseId: string, type: typeof ConsentGranted | typeof ConsentWithdrawn | typeof MajorityReached, data: object) =>
  log.record({
    caseId,
    service: 'victimSupport',
    aggregate: `person-${caseId}~${mai}`,
    agencyId: 'ph-social-welfare',
    as: [type],
    facts: [{ type: type.type, data: { ...type.example, personRef: mai, ...data } }],
  })
const withdrawn = (caseId: string) => bySupport(caseId, ConsentWithdrawn, { consentId, scope: 'all' })
const comesOfAge = (caseId: string) => bySupport(caseId, MajorityReached, {})

/** A case with a victim, a child, whose guardian lets her identity go to the police of Malaysia. */
const aConsentingVictim = async () => {
  const caseId = randomUUID()
  await log.record({ caseId, as: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
  await identified(caseId)
  await consents(caseId, { grantedBy: 'guardian' })
  return caseId
}
const consents = (caseId: string, given: { grantedBy: 'self' | 'guardian'; consentId?: string }) =>
  bySupport(caseId, ConsentGranted, {
    consentId,
    ...given,
    purposes: ['policeCooperation'],
    recipients: ['my-police'],
    dataCategories: ['identity'],
    expiresAt: '2027-05-31T16:00:00Z',
  })

const sends = (caseId: string, { name }: CommandType, data: object, overrides: Override[] = []): Promise<Answer> => {
  const desk: Desk = {
    store: log.storeOf('investigation'),
    deployment: 'test',
    digestKey: Buffer.alloc(32, 7),
    now: () => '2026-11-25T10:00:00.000000Z',
  }
  return handle(desk, cooperationStream, {
    caseId,
    name,
    body: { data, overrides } satisfies CommandBody<unknown>,
    actor: { userId: 'p.reyes', agencyId: 'ph-police', role: 'lead-investigator' },
    commandId: randomUUID(),
    keyed: false,
    correlationId: 'test',
    jurisdiction: 'PH',
  })
}
const parcel = { concerns: [mai], dataCategories: ['identity'] }
const asks = (caseId: string, overrides?: Override[]) => {
  const data = { ...RequestPoliceCooperation.example, requestId: randomUUID(), mechanismId: undefined, ...parcel }
  return sends(caseId, RequestPoliceCooperation, data, overrides)
}
const tells = (caseId: string) =>
  sends(caseId, ShareSpontaneousInformation, {
    ...ShareSpontaneousInformation.example,
    informationId: randomUUID(),
    toAgency: 'my-police',
    ...parcel,
  })

/** Lets something happen when police have read the case and not yet appended what they decide. */
const afterTheNextReading = (happens: () => Promise<unknown>) => {
  const store = log.storeOf('investigation')
  const readCase = store.readCase.bind(store)
  store.readCase = async (...args) => {
    const history = await readCase(...args)
    store.readCase = readCase
    await happens()
    return history
  }
}

/** What stands of a type in a case: what was taken back does not. */
const standingIn = async (caseId: string, type: typeof PoliceCooperationRequested | typeof SpontaneousInformationShared) =>
  standing(await log.storeOf('investigation').readCase(caseId), type)

const outcomeOf = (answer: Answer): unknown =>
  answer.outcome === 'refused' ? answer.rule.id : answer.outcome === 'appended' ? answer.types : answer.outcome

describe.each(LOGS)('data about a victim, on its way to the police of another country, recorded in %s', (_store, open) => {
  beforeAll(async () => {
    log = await open()
  })
  afterAll(() => log.close())

  it('goes with her consent, and not once she took it back', async () => {
    const caseId = await aConsentingVictim()
    expect(outcomeOf(await asks(caseId))).toEqual([PoliceCooperationRequested.type])
    await withdrawn(caseId)
    expect(outcomeOf(await asks(caseId))).toBe(rule.id)
  })

  it('goes no more once she has come of age, until she consents herself', async () => {
    const caseId = await aConsentingVictim()
    await comesOfAge(caseId)
    expect(outcomeOf(await asks(caseId))).toBe(rule.id)
    await consents(caseId, { grantedBy: 'self', consentId: randomUUID() })
    expect(outcomeOf(await asks(caseId))).toEqual([PoliceCooperationRequested.type])
  })

  it('has the consent that it rests on in its basis', async () => {
    const caseId = await aConsentingVictim()
    await asks(caseId)
    const requested = (await log.storeOf('investigation').readCase(caseId)).find(({ type }) => type === PoliceCooperationRequested.type)
    expect(requested?.envelope.basis?.events.map(({ stream, revision }) => [stream, revision])).toEqual([
      [`investigation.case-${caseId}`, 0],
      [`investigation.case-${caseId}`, 1],
      [`victimSupport.person-${caseId}~${mai}`, 0],
    ])
  })

  it.each([
    ['a request', 'takes her consent back', asks, withdrawn],
    ['an information', 'takes her consent back', tells, withdrawn],
    ['a request', 'comes of age', asks, comesOfAge],
    ['an information', 'comes of age', tells, comesOfAge],
  ])('%s stays when she %s between the reading and the sending', async (_, __, sending, ends) => {
    const caseId = await aConsentingVictim()
    afterTheNextReading(() => ends(caseId))
    expect(outcomeOf(await sending(caseId))).toBe(rule.id)
    const types = (await log.storeOf('investigation').readCase(caseId)).map(({ type }) => type)
    expect(types).not.toContain(PoliceCooperationRequested.type)
    expect(types).not.toContain(SpontaneousInformationShared.type)
  })

  it('stays when she is identified as a victim between the reading and the sending', async () => {
    const caseId = randomUUID()
    await log.record({ caseId, as: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
    afterTheNextReading(() => identified(caseId))
    expect(outcomeOf(await asks(caseId))).toBe(rule.id)
  })

  it.each([
    ['a withdrawal', withdrawn, ConsentWithdrawn.type],
    ['her coming of age', comesOfAge, MajorityReached.type],
  ])('%s and a request at once never both stand as if in order', async (_, ends, ending) => {
    for (let round = 0; round < 15; round += 1) {
      const caseId = await aConsentingVictim()
      const [answer] = await Promise.all([asks(caseId), ends(caseId)])
      const history = await log.storeOf('investigation').readCase(caseId)
      const [sent] = await standingIn(caseId, PoliceCooperationRequested)
      expect(answer.outcome).toBe(sent ? 'appended' : 'refused')
      const order = history.map(({ id, type }) => (id === sent?.id ? 'sent' : type))
      if (sent) expect(order.indexOf('sent')).toBeLessThan(order.indexOf(ending))
    }
  })

  it('is asked for under a mechanism of another case only as that was agreed, and while it stands', async () => {
    const mechanismId = randomUUID()
    const of = (type: typeof CooperationMechanismEstablished | typeof CooperationMechanismEnded, data: object) =>
      log.record({
        caseId: randomUUID(),
        aggregate: `mechanism-${mechanismId}`,
        as: [type],
        facts: [{ type: type.type, data: { ...type.example, mechanismId, ...data } }],
      })
    const { channel } = RequestPoliceCooperation.example
    await of(CooperationMechanismEstablished, { parties: ['PH', 'MY'], channel, dataCategories: ['caseFacts'] })
    const caseId = await aConsentingVictim()
    const asksUnder = (but: object) => {
      const asked = { ...RequestPoliceCooperation.example, requestId: randomUUID(), concerns: [], dataCategories: ['caseFacts'] }
      return sends(caseId, RequestPoliceCooperation, { ...asked, mechanismId, toParty: 'MY', ...but })
    }
    expect(outcomeOf(await asksUnder({}))).toEqual([PoliceCooperationRequested.type])
    expect(outcomeOf(await asksUnder({ toParty: 'TH' }))).toBe(aRequestStaysWithinItsMechanism.id)
    expect(outcomeOf(await asksUnder({ mechanismId: randomUUID() }))).toEqual([PoliceCooperationRequested.type, WarningRaised.type])
    await of(CooperationMechanismEnded, {})
    expect(outcomeOf(await asksUnder({}))).toBe(aRequestStaysWithinItsMechanism.id)
  })

  it('goes without consent where her life is at stake, and the ground is recorded', async () => {
    const caseId = await aConsentingVictim()
    await withdrawn(caseId)
    const ground = { ruleId: rule.id, basis: 'vitalInterest', reasonCode: 'heldInCompound' } as const
    expect(outcomeOf(await asks(caseId, [ground]))).toEqual([PoliceCooperationRequested.type, RuleOverridden.type])
  })
})

describe('data about a victim, where the store cannot guard her consent', () => {
  beforeAll(async () => {
    log = await testLog((service) => eventStoreDbEventStore({ url: server.url(), service }))
  })
  afterAll(() => log.close())

  it.each([
    ['a request', 'takes her consent back', asks, PoliceCooperationRequested, withdrawn, ConsentWithdrawn],
    ['an information', 'takes her consent back', tells, SpontaneousInformationShared, withdrawn, ConsentWithdrawn],
    ['a request', 'comes of age', asks, PoliceCooperationRequested, comesOfAge, MajorityReached],
  ] as const)('%s is taken back at once when she %s in the moment of the sending', async (_, __, sending, type, ends, ending) => {
    const caseId = await aConsentingVictim()
    server.interventions.received = async (stream) => {
      if (!stream.startsWith('investigation.cooperation-')) return
      server.interventions.received = undefined
      await ends(caseId)
    }
    expect(outcomeOf(await sending(caseId))).toBe(rule.id)
    expect(await standingIn(caseId, type)).toEqual([])
    const recorded = (await log.storeOf('investigation').readCase(caseId)).map((event) => event.type).slice(3)
    expect(recorded).toEqual([ending.type, type.type, EventRetracted.type, CommandRefused.type])
  })
})
