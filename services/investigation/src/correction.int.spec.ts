import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import {
  CaseOpened,
  CaseReferredToProsecution,
  CooperationMechanismEstablished,
  EventCorrected,
  PoliceCooperationRequested,
  RequestPoliceCooperation,
  SuspectArrested,
  SuspectIdentified,
  VictimSuspectConflictFlagged,
  WarningRaised,
} from '@case-timeline/contracts'
import { correct, correctionRules, handle, type Answer, type CommandOfAggregate } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { cooperationStream } from './cooperation/cooperation.stream.ts'
import { arrest, identifySuspect, identifyVictim, mai, open, refer, trader } from './investigation/investigation.fixtures.ts'
import { mechanismIsOnRecord } from './cooperation/cooperation.rules.ts'
import { rightsAreReadOnArrest, dossierNamesSuspectsOfCase } from './investigation/investigation.rules.ts'
import { investigationStream } from './investigation/investigation.stream.ts'

type InvestigationCommand = CommandOfAggregate<typeof investigationStream>

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const context = () => commandContextOn(log.storeOf('investigation'))
const submissionFor = (caseId: string) => submissionBy({ userId: 'k.santoso', agencyId: 'ph-police', role: 'investigator' }, caseId)
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

/** A case of the police, and functions that correct and retract its events. */
const caseRecord = async (...commands: readonly InvestigationCommand[]) => {
  const caseId = randomUUID()
  for (const { name, data } of commands)
    expect(await handle(context(), investigationStream, { ...submissionFor(caseId), name, body: { data } })).toMatchObject({
      outcome: 'appended',
    })
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await log.storeOf('investigation').readCase(caseId)).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const submit = (name: string, data: object): Promise<Answer> =>
    correct(context(), [investigationStream], {
      ...submissionFor(caseId),
      name,
      body: { data: { reasonCode: 'clericalError', ...data } },
      approval: { approver },
    })
  return {
    last,
    correctEvent: async (type: { readonly type: string }, changes: object) => {
      const { id, data } = await last(type)
      return submit('CorrectEvent', { correctsId: id, data: { ...(data as object), ...changes } })
    },
    retractEvent: async (type: { readonly type: string }) => submit('RetractEvent', { retractsId: (await last(type)).id }),
  }
}
const refusedBy = ({ id }: { readonly id: string }, ...facts: string[]) => ({
  outcome: 'refused',
  rule: { id },
  ...(facts.length === 0 ? {} : { facts }),
})

describe('an arrest without rights read', () => {
  it('still has its warning when another member is corrected, and no warning when `rightsRead` is corrected', async () => {
    const record = await caseRecord(open(), arrest(trader, { rightsRead: false }))
    const { id } = await record.last(SuspectArrested)
    const warned = { outcome: 'appended', types: [EventCorrected.type, WarningRaised.type], warnings: [rightsAreReadOnArrest.id] }
    expect(await record.correctEvent(SuspectArrested, { warrantRef: 'W-17' })).toMatchObject(warned)
    expect((await record.last(WarningRaised)).data).toMatchObject({ ruleId: rightsAreReadOnArrest.id, eventId: id })
    expect(await record.correctEvent(SuspectArrested, { rightsRead: true })).toMatchObject({ types: [EventCorrected.type], warnings: [] })
  })
})

describe('a suspect', () => {
  it('is not retracted while a referred dossier names the suspect', async () => {
    const record = await caseRecord(open(), identifySuspect(trader), refer({ evidence: [] }))
    const referral = await record.last(CaseReferredToProsecution)
    expect(await record.retractEvent(SuspectIdentified)).toMatchObject(refusedBy(correctionRules.noFactDependsOnRetractedFact, referral.id))
    expect(await record.correctEvent(SuspectIdentified, { personRef: mai })).toMatchObject(
      refusedBy(correctionRules.noFactDependsOnRetractedFact, referral.id),
    )
  })

  it('is flagged as a conflict when the corrected reference is a presumed victim', async () => {
    const record = await caseRecord(open(), identifyVictim(mai), identifySuspect(trader))
    expect(await record.correctEvent(SuspectIdentified, { personRef: mai })).toMatchObject({
      types: [EventCorrected.type, VictimSuspectConflictFlagged.type],
    })
    expect((await record.last(VictimSuspectConflictFlagged)).data).toMatchObject({ personRef: mai, basis: ['suspect'] })
  })
})

describe('the correction of a referral', () => {
  it(dossierNamesSuspectsOfCase.sentence, async () => {
    const record = await caseRecord(open(), identifySuspect(trader), refer({ evidence: [] }))
    expect(await record.correctEvent(CaseReferredToProsecution, { suspects: [mai] })).toMatchObject(refusedBy(dossierNamesSuspectsOfCase))
  })

  it(correctionRules.correctedFactIsRecordable.sentence, async () => {
    const record = await caseRecord(open(), identifySuspect(trader), refer({ evidence: [] }))
    const { id, data } = await record.last(CaseReferredToProsecution)
    expect(await record.correctEvent(CaseReferredToProsecution, { manifestHash: 'a'.repeat(64) })).toMatchObject(
      refusedBy(correctionRules.correctedFactIsRecordable, id),
    )
    expect(await record.correctEvent(CaseReferredToProsecution, data as object)).toMatchObject({ outcome: 'appended' })
  })
})

describe('the correction of a request to the police of another country', () => {
  it('reads the mechanism of another case that it names, like the request itself', async () => {
    const [caseId, otherCaseId, mechanismId, requestId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
    const agreed = { ...CooperationMechanismEstablished.example, mechanismId }
    const requestData = { ...PoliceCooperationRequested.example, requestId, mechanismId: randomUUID(), concerns: [] }
    await log.record({
      caseId: otherCaseId,
      aggregate: `mechanism-${mechanismId}`,
      eventTypes: [CooperationMechanismEstablished],
      facts: [{ type: CooperationMechanismEstablished.type, data: agreed }],
    })
    await log.record({ caseId, eventTypes: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
    const request = { ...submissionFor(caseId), name: RequestPoliceCooperation.name, body: { data: requestData } }
    const recorded = await handle(context(), cooperationStream, request)
    expect(recorded).toMatchObject({ warnings: [mechanismIsOnRecord.id] })
    const correctsId = 'ids' in recorded ? recorded.ids[0] : undefined
    const submit = (data: object) =>
      correct(context(), [cooperationStream], {
        ...submissionFor(caseId),
        name: 'CorrectEvent',
        body: { data: { correctsId, data, reasonCode: 'misread' } },
        approval: { approver },
      })
    expect(await submit({ ...requestData, purpose: requestData.purpose })).toMatchObject({ warnings: [mechanismIsOnRecord.id] })
    expect(await submit({ ...requestData, mechanismId })).toMatchObject({
      outcome: 'appended',
      warnings: expect.not.arrayContaining([mechanismIsOnRecord.id]),
    })
  })
})
