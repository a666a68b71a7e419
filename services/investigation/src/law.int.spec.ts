import {
  ArrestSuspect,
  CaseOpened,
  PoliceCooperationRequested,
  RequestPoliceCooperation,
  SuspectArrested,
  SuspectIdentified,
  WarningRaised,
  type CommandType,
  type JurisdictionPolicy,
} from '@case-timeline/contracts'
import { handle, type Aggregate, type Answer } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { loadLaw } from '@case-timeline/service-kit'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { cooperationStream } from './cooperation.stream.ts'
import { theMechanismIsOnRecord } from './domain/cooperation.rules.ts'
import { rightsAreReadOnArrest } from './domain/investigation.rules.ts'
import { investigationStream } from './investigation.stream.ts'

let log: TestLog
let invented: JurisdictionPolicy
beforeAll(async () => {
  log = await testLog()
  invented = (await loadLaw('ZZ')).policy
})
afterAll(() => log.close())

const HASH = 'b'.repeat(64)

const anOpenCase = async (): Promise<string> => {
  const caseId = randomUUID()
  await log.record({ caseId, as: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
  await log.record({ caseId, as: [SuspectIdentified], facts: [{ type: SuspectIdentified.type, data: SuspectIdentified.example }] })
  return caseId
}

const ask = (aggregate: Aggregate, caseId: string, { name }: CommandType, data: object, policy?: JurisdictionPolicy): Promise<Answer> =>
  handle(
    {
      store: log.storeOf('investigation'),
      deployment: 'test',
      digestKey: Buffer.alloc(32, 7),
      lawOf: () => policy && { policy, hash: HASH },
      now: () => '2026-11-25T10:00:00.000000Z',
    },
    aggregate,
    {
      caseId,
      name,
      body: { data },
      actor: { userId: 'p.reyes', agencyId: 'ph-police', role: 'lead-investigator' },
      commandId: randomUUID(),
      keyed: false,
      correlationId: 'test',
      jurisdiction: 'ZZ',
    },
  )

const request = (caseId: string, policy?: JurisdictionPolicy) => {
  const data = { ...RequestPoliceCooperation.example, requestId: randomUUID(), concerns: [], dataCategories: ['caseFacts'] }
  return ask(cooperationStream as Aggregate, caseId, RequestPoliceCooperation, data, policy)
}

describe('the policy of a jurisdiction', () => {
  it('lets a rule be noted in one country, warn in another and block in a third', async () => {
    const caseId = await anOpenCase()
    const under = (level: 'record' | 'warn' | 'block') => ({ ...invented, rules: { [theMechanismIsOnRecord.id]: level } })
    expect(await request(caseId, under('record'))).toMatchObject({ types: [PoliceCooperationRequested.type] })
    expect(await request(caseId, under('warn'))).toMatchObject({ types: [PoliceCooperationRequested.type, WarningRaised.type] })
    expect(await request(caseId, under('block'))).toMatchObject({ outcome: 'refused', rule: { id: theMechanismIsOnRecord.id } })
  })

  it('never keeps what happened from being recorded', async () => {
    const caseId = await anOpenCase()
    const blocking = { ...invented, rules: { [rightsAreReadOnArrest.id]: 'block' as const } }
    const { personRef } = SuspectIdentified.example
    const answer = await ask(investigationStream as Aggregate, caseId, ArrestSuspect, { personRef, ground: 'flagrante' }, blocking)
    expect(answer).toMatchObject({ types: [SuspectArrested.type, WarningRaised.type], warnings: [rightsAreReadOnArrest.id] })
  })

  it('stands by the hash of its file in what was decided under it', async () => {
    const caseId = await anOpenCase()
    await request(caseId, { ...invented, rules: {} })
    const requested = (await log.storeOf('investigation').readCase(caseId)).find(({ type }) => type === PoliceCooperationRequested.type)
    expect(requested?.envelope.basis?.policyHash).toBe(HASH)
  })
})
