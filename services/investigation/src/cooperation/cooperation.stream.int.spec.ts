import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
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
import { handle, type Answer } from '@case-timeline/commands'
import { historyOf } from '@case-timeline/event-store'
import { eventStoreDbEventStore } from '@case-timeline/event-store/drivers'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { startEventStoreDb, type EventStoreDb } from '@case-timeline/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { cooperationStream } from './cooperation.stream.ts'
import { requestStaysWithinItsMechanism, victimDataGoesAbroadOnlyWithConsent } from './cooperation.rules.ts'
import { mai } from '../investigation/investigation.fixtures.ts'

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
const rule = victimDataGoesAbroadOnlyWithConsent

const identifyVictim = (caseId: string) =>
  log.record({
    caseId,
    eventTypes: [PresumedVictimIdentified],
    facts: [{ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef: mai } }],
  })
const recordBySupport = (caseId: string, type: typeof ConsentGranted | typeof ConsentWithdrawn | typeof MajorityReached, data: object) =>
  log.record({
    caseId,
    service: 'victimSupport',
    aggregate: `person-${caseId}~${mai}`,
    agencyId: 'ph-social-welfare',
    eventTypes: [type],
    facts: [{ type: type.type, data: { ...type.example, personRef: mai, ...data } }],
  })
const withdrawConsent = (caseId: string) => recordBySupport(caseId, ConsentWithdrawn, { consentId, scope: 'all' })
const reachMajority = (caseId: string) => recordBySupport(caseId, MajorityReached, {})

/** A case with a child victim whose guardian consents to sharing the identity with the police of Malaysia. */
const aConsentingVictim = async () => {
  const caseId = randomUUID()
  await log.record({ caseId, eventTypes: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
  await identifyVictim(caseId)
  await recordConsent(caseId, { grantedBy: 'guardian' })
  return caseId
}
const recordConsent = (caseId: string, given: { grantedBy: 'self' | 'guardian'; consentId?: string }) =>
  recordBySupport(caseId, ConsentGranted, {
    consentId,
    ...given,
    purposes: ['policeCooperation'],
    recipients: ['my-police'],
    dataCategories: ['identity'],
    expiresAt: '2027-05-31T16:00:00Z',
  })

const submit = (caseId: string, { name }: CommandType, data: object, overrides: Override[] = []): Promise<Answer> => {
  const context = commandContextOn(log.storeOf('investigation'))
  return handle(context, cooperationStream, {
    ...submissionBy({ userId: 'p.reyes', agencyId: 'ph-police', role: 'lead-investigator' }, caseId),
    name,
    body: { data, overrides } satisfies CommandBody<unknown>,
  })
}
const personalData = { concerns: [mai], dataCategories: ['identity'] }
const requestCooperation = (caseId: string, overrides?: Override[]) => {
  const data = { ...RequestPoliceCooperation.example, requestId: randomUUID(), mechanismId: undefined, ...personalData }
  return submit(caseId, RequestPoliceCooperation, data, overrides)
}
const shareInformation = (caseId: string) =>
  submit(caseId, ShareSpontaneousInformation, {
    ...ShareSpontaneousInformation.example,
    informationId: randomUUID(),
    toAgency: 'my-police',
    ...personalData,
  })

/** Runs `happens` between the next read of the case and the append of the decision. */
const afterNextRead = (happens: () => Promise<unknown>) => {
  const store = log.storeOf('investigation')
  const readCase = store.readCase.bind(store)
  store.readCase = async (...args) => {
    const history = await readCase(...args)
    store.readCase = readCase
    await happens()
    return history
  }
}

/** The facts of a type that are in force in a case. */
const effectiveIn = async (caseId: string, { type }: typeof PoliceCooperationRequested | typeof SpontaneousInformationShared) =>
  historyOf(await log.storeOf('investigation').readCase(caseId)).facts(type)

const outcomeOf = (answer: Answer): unknown =>
  answer.outcome === 'refused' ? answer.rule.id : answer.outcome === 'appended' ? answer.types : answer.outcome

describe.each(LOGS)('personal data of a victim, to be sent to the police of another country, recorded in %s', (_store, open) => {
  beforeAll(async () => {
    log = await open()
  })
  afterAll(() => log.close())

  it('is sent with the consent of the victim, and not after the consent was withdrawn', async () => {
    const caseId = await aConsentingVictim()
    expect(outcomeOf(await requestCooperation(caseId))).toEqual([PoliceCooperationRequested.type])
    await withdrawConsent(caseId)
    expect(outcomeOf(await requestCooperation(caseId))).toBe(rule.id)
  })

  it('is not sent after the victim came of age, until the victim consents in person', async () => {
    const caseId = await aConsentingVictim()
    await reachMajority(caseId)
    expect(outcomeOf(await requestCooperation(caseId))).toBe(rule.id)
    await recordConsent(caseId, { grantedBy: 'self', consentId: randomUUID() })
    expect(outcomeOf(await requestCooperation(caseId))).toEqual([PoliceCooperationRequested.type])
  })

  it('is sent with the consent recorded in the basis of the event', async () => {
    const caseId = await aConsentingVictim()
    await requestCooperation(caseId)
    const requested = (await log.storeOf('investigation').readCase(caseId)).find(({ type }) => type === PoliceCooperationRequested.type)
    expect(requested?.envelope.basis?.events.map(({ stream, revision }) => [stream, revision])).toEqual([
      [`investigation.case-${caseId}`, 0],
      [`investigation.case-${caseId}`, 1],
      [`victimSupport.person-${caseId}~${mai}`, 0],
    ])
  })

  it.each([
    ['a request', 'withdraws consent', requestCooperation, withdrawConsent],
    ['spontaneous information', 'withdraws consent', shareInformation, withdrawConsent],
    ['a request', 'comes of age', requestCooperation, reachMajority],
    ['spontaneous information', 'comes of age', shareInformation, reachMajority],
  ])('is not sent with %s when the victim %s between read and append', async (_, __, sending, ends) => {
    const caseId = await aConsentingVictim()
    afterNextRead(() => ends(caseId))
    expect(outcomeOf(await sending(caseId))).toBe(rule.id)
    const types = (await log.storeOf('investigation').readCase(caseId)).map(({ type }) => type)
    expect(types).not.toContain(PoliceCooperationRequested.type)
    expect(types).not.toContain(SpontaneousInformationShared.type)
  })

  it('is not sent when the person is identified as a victim between read and append', async () => {
    const caseId = randomUUID()
    await log.record({ caseId, eventTypes: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
    afterNextRead(() => identifyVictim(caseId))
    expect(outcomeOf(await requestCooperation(caseId))).toBe(rule.id)
  })

  it.each([
    ['a withdrawal', withdrawConsent, ConsentWithdrawn.type],
    ['the majority', reachMajority, MajorityReached.type],
  ])('is never sent after %s that is recorded concurrently', async (_, ends, ending) => {
    for (let round = 0; round < 15; round += 1) {
      const caseId = await aConsentingVictim()
      const [answer] = await Promise.all([requestCooperation(caseId), ends(caseId)])
      const history = await log.storeOf('investigation').readCase(caseId)
      const [sent] = await effectiveIn(caseId, PoliceCooperationRequested)
      expect(answer.outcome).toBe(sent ? 'appended' : 'refused')
      const order = history.map(({ id, type }) => (id === sent?.id ? 'sent' : type))
      if (sent) expect(order.indexOf('sent')).toBeLessThan(order.indexOf(ending))
    }
  })

  it('is requested under a mechanism of another case only within its terms, and while it is in force', async () => {
    const mechanismId = randomUUID()
    const of = (type: typeof CooperationMechanismEstablished | typeof CooperationMechanismEnded, data: object) =>
      log.record({
        caseId: randomUUID(),
        aggregate: `mechanism-${mechanismId}`,
        eventTypes: [type],
        facts: [{ type: type.type, data: { ...type.example, mechanismId, ...data } }],
      })
    const { channel } = RequestPoliceCooperation.example
    await of(CooperationMechanismEstablished, { parties: ['PH', 'MY'], channel, dataCategories: ['caseFacts'] })
    const caseId = await aConsentingVictim()
    const requestUnder = (changes: object) => {
      const requestFields = { ...RequestPoliceCooperation.example, requestId: randomUUID(), concerns: [], dataCategories: ['caseFacts'] }
      return submit(caseId, RequestPoliceCooperation, { ...requestFields, mechanismId, toParty: 'MY', ...changes })
    }
    expect(outcomeOf(await requestUnder({}))).toEqual([PoliceCooperationRequested.type])
    expect(outcomeOf(await requestUnder({ toParty: 'TH' }))).toBe(requestStaysWithinItsMechanism.id)
    expect(outcomeOf(await requestUnder({ mechanismId: randomUUID() }))).toEqual([PoliceCooperationRequested.type, WarningRaised.type])
    await of(CooperationMechanismEnded, {})
    expect(outcomeOf(await requestUnder({}))).toBe(requestStaysWithinItsMechanism.id)
  })

  it('is sent without consent when the life of the victim is at risk, and the override is recorded', async () => {
    const caseId = await aConsentingVictim()
    await withdrawConsent(caseId)
    const ground = { ruleId: rule.id, basis: 'vitalInterest', reasonCode: 'heldInCompound' } as const
    expect(outcomeOf(await requestCooperation(caseId, [ground]))).toEqual([PoliceCooperationRequested.type, RuleOverridden.type])
  })
})

describe('personal data of a victim, in a store that cannot guard other streams', () => {
  beforeAll(async () => {
    log = await testLog((service) => eventStoreDbEventStore({ url: server.url(), service }))
  })
  afterAll(() => log.close())

  it.each([
    ['a request', 'withdraws consent', requestCooperation, PoliceCooperationRequested, withdrawConsent, ConsentWithdrawn],
    ['spontaneous information', 'withdraws consent', shareInformation, SpontaneousInformationShared, withdrawConsent, ConsentWithdrawn],
    ['a request', 'comes of age', requestCooperation, PoliceCooperationRequested, reachMajority, MajorityReached],
  ] as const)('%s is retracted when the victim %s during the append', async (_, __, sending, type, ends, ending) => {
    const caseId = await aConsentingVictim()
    server.interventions.received = async (stream) => {
      if (!stream.startsWith('investigation.cooperation-')) return
      server.interventions.received = undefined
      await ends(caseId)
    }
    expect(outcomeOf(await sending(caseId))).toBe(rule.id)
    expect(await effectiveIn(caseId, type)).toEqual([])
    const recorded = (await log.storeOf('investigation').readCase(caseId)).map((event) => event.type).slice(3)
    expect(recorded).toEqual([ending.type, type.type, EventRetracted.type, CommandRefused.type])
  })
})
