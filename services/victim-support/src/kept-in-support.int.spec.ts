import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import {
  ChargeLaid,
  ComplaintLodged,
  type CommandBody,
  PoliceReportDecided,
  RightsInformed,
  RiskAssessed,
  type ServiceName,
  SupportPlanAgreed,
  TestimonyRefused,
} from '@case-timeline/contracts'
import { type Aggregate, correct, handle } from '@case-timeline/commands'
import { eventStoreDbEventStore } from '@case-timeline/event-store/drivers'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { caseRecordStreams } from '@case-timeline/shared-aggregates'
import { startEventStoreDb, type EventStoreDb } from '@case-timeline/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { complaintStream } from './complaint/complaint.stream.ts'
import { personStream } from './person/person.stream.ts'
import { planStream } from './plan/plan.stream.ts'

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

const OTHERS: readonly ServiceName[] = ['investigation', 'prosecution', 'adjudication']
const caseworker = { userId: 'n.aung', agencyId: 'zz-ngo', role: 'case-worker' }
const context = () => commandContextOn(log.storeOf('victimSupport'))

const record = async (aggregate: Aggregate, caseId: string, name: string, data: object) => {
  const body: CommandBody<unknown> = { data }
  const answer = await handle(context(), aggregate, { ...submissionBy(caseworker, caseId), name, body })
  expect(answer).toMatchObject({ outcome: 'appended' })
}
const correctLast = async (caseId: string, type: string, changes: object) => {
  const event = (await log.storeOf('victimSupport').readCase(caseId)).findLast((one) => one.type === type)
  await amend(caseId, 'CorrectEvent', { correctsId: event?.id, data: { ...(event?.data as object), ...changes } })
}
const amend = async (caseId: string, name: 'CorrectEvent' | 'RetractEvent', data: object) => {
  const submission = { ...submissionBy(caseworker, caseId), name, body: { data: { reasonCode: 'clericalError', ...data } } }
  const approval = { approver: { userId: 'p.reyes', role: 'records-supervisor' } }
  expect(await correct(context(), [personStream], { ...submission, approval })).toMatchObject({ outcome: 'appended' })
}
const merge = (caseId: string, keptRef: string, mergedRef: string, service: 'victimSupport' | 'investigation' = 'victimSupport') =>
  log.record({
    ...{ caseId, service, aggregate: `record-${caseId}`, eventTypes: caseRecordStreams[service].events },
    facts: [
      {
        type: 'case.PersonRefsMerged',
        data: { keptRef, mergedRef, reasonCode: 'samePerson', approver: { userId: 'p.reyes', role: 'records-supervisor' } },
      },
    ],
  })

const openSupportCase = (caseId: string, personRef: string) =>
  record(personStream, caseId, 'OpenSupportCase', { personRef, origin: 'selfReferral', ageBand: 'adult', language: 'mya' })
const assessRisk = (caseId: string, personRef: string) =>
  record(personStream, caseId, 'AssessRisk', { personRef, level: 'low', reviewBy: '2030-06-01' })
const inform = (caseId: string, personRef: string, language: string) =>
  record(personStream, caseId, 'InformOfRights', { personRef, topics: ['assistance'], language, format: 'spoken' })
const decide = (caseId: string, personRef: string, decision: 'agreed' | 'withdrawn') =>
  record(personStream, caseId, 'DecideOnPoliceReport', {
    ...{ personRef, decision, decidedBy: 'self', language: 'mya' },
    sharing: { dataCategories: [], laterFacts: true },
  })

/** The types of the events of a case that each other sector receives. */
const receivedByOthers = async (caseId: string) =>
  Object.fromEntries(
    await Promise.all(
      OTHERS.map(async (service) => [service, (await log.storeOf(service).readCase(caseId)).map(({ type }) => type)] as const),
    ),
  )
const toEach = (types: readonly string[]) => Object.fromEntries(OTHERS.map((service) => [service, types]))

describe.each(LOGS)('a case that support founded, in %s', (_, openLog) => {
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())

  it('shows other sectors nothing: no person, plan, complaint, hold, warning or correction', async () => {
    const [caseId, personRef] = [randomUUID(), randomUUID()]
    await openSupportCase(caseId, personRef)
    await assessRisk(caseId, personRef)
    await inform(caseId, personRef, 'deu')
    await record(planStream, caseId, 'AgreeSupportPlan', { ...SupportPlanAgreed.example, planId: randomUUID(), personRef })
    await record(complaintStream, caseId, 'LodgeComplaint', { ...ComplaintLodged.example, complaintId: randomUUID(), personRef })
    await record(caseRecordStreams.victimSupport, caseId, 'PlaceLegalHold', {
      holdId: randomUUID(),
      orderRef: 'RTC-1',
      reasonCode: 'pendingAppeal',
    })
    await correctLast(caseId, RiskAssessed.type, { level: 'high' })
    expect(await receivedByOthers(caseId)).toEqual(toEach([]))
    const auditTrail = (await log.storeOf('auditTrail').readCase(caseId)).map(({ type }) => type)
    expect(auditTrail).toEqual((await log.storeOf('victimSupport').readCase(caseId)).map(({ type }) => type))
    expect(auditTrail).toContain('case.WarningRaised')
  })

  it('shows the authorities what is recorded from the agreement of a person on, until it is withdrawn, and only of that person', async () => {
    const [caseId, personRef, sister] = [randomUUID(), randomUUID(), randomUUID()]
    await openSupportCase(caseId, personRef)
    await openSupportCase(caseId, sister)
    await assessRisk(caseId, personRef)
    await decide(caseId, personRef, 'agreed')
    await assessRisk(caseId, personRef)
    await assessRisk(caseId, sister)
    await decide(caseId, personRef, 'withdrawn')
    await assessRisk(caseId, personRef)
    expect(await receivedByOthers(caseId)).toEqual(toEach([RiskAssessed.type]))
    const [shown] = await log.storeOf('investigation').readCase(caseId)
    expect(shown?.data).toMatchObject({ personRef })
  })

  it('shows the authorities no new content of what they received, once the person withdraws, only that it is retracted', async () => {
    const [caseId, personRef] = [randomUUID(), randomUUID()]
    await openSupportCase(caseId, personRef)
    await decide(caseId, personRef, 'agreed')
    await assessRisk(caseId, personRef)
    await correctLast(caseId, RiskAssessed.type, { level: 'medium' })
    expect(await receivedByOthers(caseId)).toEqual(toEach([RiskAssessed.type, 'case.EventCorrected']))
    await decide(caseId, personRef, 'withdrawn')
    await correctLast(caseId, RiskAssessed.type, { level: 'high' })
    expect(await receivedByOthers(caseId)).toEqual(toEach([RiskAssessed.type, 'case.EventCorrected']))
    const [shown] = await log.storeOf('investigation').readCase(caseId)
    await amend(caseId, 'RetractEvent', { retractsId: shown?.id })
    expect(await receivedByOthers(caseId)).toEqual(toEach([RiskAssessed.type, 'case.EventCorrected', 'case.EventRetracted']))
  })

  it('shows the authorities no warning of new content that stays in support', async () => {
    const [caseId, personRef] = [randomUUID(), randomUUID()]
    await openSupportCase(caseId, personRef)
    await decide(caseId, personRef, 'agreed')
    await inform(caseId, personRef, 'mya')
    await decide(caseId, personRef, 'withdrawn')
    await correctLast(caseId, RightsInformed.type, { language: 'deu' })
    const recorded = (await log.storeOf('victimSupport').readCase(caseId)).slice(-2).map(({ type }) => type)
    expect(recorded).toEqual(['case.EventCorrected', 'case.WarningRaised'])
    expect(await receivedByOthers(caseId)).toEqual(toEach([RightsInformed.type]))
    await decide(caseId, personRef, 'agreed')
    await correctLast(caseId, RightsInformed.type, { language: 'fra' })
    expect(await receivedByOthers(caseId)).toEqual(toEach([RightsInformed.type, 'case.EventCorrected', 'case.WarningRaised']))
  })

  it('applies the last word of a person under every reference of the person', async () => {
    const [caseId, personRef, otherRef] = [randomUUID(), randomUUID(), randomUUID()]
    await openSupportCase(caseId, personRef)
    await openSupportCase(caseId, otherRef)
    await merge(caseId, personRef, otherRef)
    await decide(caseId, otherRef, 'agreed')
    await assessRisk(caseId, personRef)
    await decide(caseId, personRef, 'withdrawn')
    await assessRisk(caseId, otherRef)
    const types = (await log.storeOf('investigation').readCase(caseId)).map(({ type }) => type)
    expect(types.filter((type) => type === RiskAssessed.type)).toHaveLength(1)
    expect(types).not.toContain(PoliceReportDecided.type)
  })

  it('does not apply the agreement of one person to another whom police hold for the same', async () => {
    const [caseId, refusing, agreeing] = [randomUUID(), randomUUID(), randomUUID()]
    await openSupportCase(caseId, refusing)
    await openSupportCase(caseId, agreeing)
    await decide(caseId, refusing, 'withdrawn')
    await decide(caseId, agreeing, 'agreed')
    await merge(caseId, agreeing, refusing, 'investigation')
    await assessRisk(caseId, refusing)
    const received = async () => (await log.storeOf('investigation').readCase(caseId)).filter(({ type }) => type === RiskAssessed.type)
    expect(await received()).toEqual([])
    await assessRisk(caseId, agreeing)
    expect((await received()).map(({ data }) => (data as { personRef: string }).personRef)).toEqual([agreeing])
  })

  it('is not needed for a refusal to testify to stay in support: in any case it does, until the person consents that prosecutors learn of it', async () => {
    const [caseId, personRef, consentId] = [randomUUID(), randomUUID(), randomUUID()]
    const prosecutor = 'zz-prosecutor'
    await log.record({
      ...{ caseId, service: 'prosecution', agencyId: prosecutor, aggregate: `case-${caseId}`, eventTypes: [ChargeLaid] },
      facts: [{ type: ChargeLaid.type, data: { ...ChargeLaid.example, chargeId: randomUUID() } }],
    })
    await openSupportCase(caseId, personRef)
    const refuse = () => record(personStream, caseId, 'RecordTestimonyRefusal', { personRef, reason: 'fear' })
    const received = async () => {
      const events = await log.storeOf('prosecution').readCase(caseId)
      return events.filter(({ type, stream }) => type !== ChargeLaid.type && stream.startsWith('victimSupport.')).map(({ type }) => type)
    }
    await refuse()
    expect(await received()).toEqual(['victimSupport.SupportCaseOpened'])
    await record(personStream, caseId, 'GrantConsent', {
      ...{ consentId, personRef, grantedBy: 'self', purposes: ['criminalProceedings'], recipients: [prosecutor] },
      ...{ dataCategories: ['testimony'], expiresAt: '2099-12-31T16:00:00Z', evidenceHash: '0'.repeat(64) },
    })
    await refuse()
    await record(personStream, caseId, 'WithdrawConsent', { consentId, personRef, scope: 'all' })
    await refuse()
    expect((await received()).filter((type) => type === TestimonyRefused.type)).toHaveLength(1)
    const all = await log.storeOf('victimSupport').readCase(caseId)
    expect(all.filter(({ type }) => type === TestimonyRefused.type)).toHaveLength(3)
  })
})
