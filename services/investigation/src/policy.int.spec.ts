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
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { handle, type Aggregate, type Answer } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { loadLaw } from '@case-timeline/service-kit'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { cooperationStream } from './cooperation/cooperation.stream.ts'
import { mechanismIsOnRecord } from './cooperation/cooperation.rules.ts'
import { rightsAreReadOnArrest } from './investigation/investigation.rules.ts'
import { investigationStream } from './investigation/investigation.stream.ts'

let log: TestLog
let invented: JurisdictionPolicy
beforeAll(async () => {
  log = await testLog()
  invented = (await loadLaw('ZZ')).policy
})
afterAll(() => log.close())

const HASH = 'b'.repeat(64)

const openedCase = async (): Promise<string> => {
  const caseId = randomUUID()
  await log.record({ caseId, eventTypes: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
  await log.record({ caseId, eventTypes: [SuspectIdentified], facts: [{ type: SuspectIdentified.type, data: SuspectIdentified.example }] })
  return caseId
}

const submit = (aggregate: Aggregate, caseId: string, { name }: CommandType, data: object, policy?: JurisdictionPolicy): Promise<Answer> =>
  handle(commandContextOn(log.storeOf('investigation'), { policyOf: () => policy && { policy, hash: HASH } }), aggregate, {
    ...submissionBy({ userId: 'p.reyes', agencyId: 'ph-police', role: 'lead-investigator' }, caseId, 'ZZ'),
    name,
    body: { data },
  })

const request = (caseId: string, policy?: JurisdictionPolicy) => {
  const data = { ...RequestPoliceCooperation.example, requestId: randomUUID(), concerns: [], dataCategories: ['caseFacts'] }
  return submit(cooperationStream as Aggregate, caseId, RequestPoliceCooperation, data, policy)
}

describe('the policy of a jurisdiction', () => {
  it('sets a rule to record in one country, to warn in another and to block in a third', async () => {
    const caseId = await openedCase()
    const under = (level: 'record' | 'warn' | 'block') => ({ ...invented, rules: { [mechanismIsOnRecord.id]: level } })
    expect(await request(caseId, under('record'))).toMatchObject({ types: [PoliceCooperationRequested.type] })
    expect(await request(caseId, under('warn'))).toMatchObject({ types: [PoliceCooperationRequested.type, WarningRaised.type] })
    expect(await request(caseId, under('block'))).toMatchObject({ outcome: 'refused', rule: { id: mechanismIsOnRecord.id } })
  })

  it('never prevents the recording of a report', async () => {
    const caseId = await openedCase()
    const blocking = { ...invented, rules: { [rightsAreReadOnArrest.id]: 'block' as const } }
    const { personRef } = SuspectIdentified.example
    const answer = await submit(investigationStream as Aggregate, caseId, ArrestSuspect, { personRef, ground: 'flagrante' }, blocking)
    expect(answer).toMatchObject({ types: [SuspectArrested.type, WarningRaised.type], warnings: [rightsAreReadOnArrest.id] })
  })

  it('is recorded by its file hash in the basis of each decision under it', async () => {
    const caseId = await openedCase()
    await request(caseId, { ...invented, rules: {} })
    const requested = (await log.storeOf('investigation').readCase(caseId)).find(({ type }) => type === PoliceCooperationRequested.type)
    expect(requested?.envelope.basis?.policyHash).toBe(HASH)
  })
})
