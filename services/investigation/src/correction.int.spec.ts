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
import { correct, correctionRules, handle, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { cooperationStream } from './cooperation.stream.ts'
import type { InvestigationCommand } from './domain/investigation.commands.ts'
import { arrest, identifySuspect, identifyVictim, mai, open, refer, trader } from './domain/investigation.fixtures.ts'
import { theMechanismIsOnRecord } from './domain/cooperation.rules.ts'
import { rightsAreReadOnArrest, theDossierNamesSuspectsOfTheCase } from './domain/investigation.rules.ts'
import { investigationStream } from './investigation.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const desk = (): Desk => ({
  store: log.storeOf('investigation'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  now: () => '2026-11-25T10:00:00.000000Z',
})
const about = (caseId: string) => ({
  caseId,
  actor: { userId: 'k.santoso', agencyId: 'ph-police', role: 'investigator' },
  commandId: randomUUID(),
  keyed: false,
  correlationId: 'test',
  jurisdiction: 'PH',
})
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

/** A case of the police, and what is put right in its record. */
const aRecord = async (...commands: readonly InvestigationCommand[]) => {
  const caseId = randomUUID()
  for (const { name, data } of commands)
    expect(await handle(desk(), investigationStream, { ...about(caseId), name, body: { data } })).toMatchObject({ outcome: 'appended' })
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await log.storeOf('investigation').readCase(caseId)).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const put = (name: string, data: object): Promise<Answer> =>
    correct(desk(), [investigationStream], { ...about(caseId), name, body: { data: { reasonCode: 'clericalError', approver, ...data } } })
  return {
    last,
    corrected: async (type: { readonly type: string }, but: object) => {
      const { id, data } = await last(type)
      return put('CorrectEvent', { correctsId: id, data: { ...(data as object), ...but } })
    },
    retracted: async (type: { readonly type: string }) => put('RetractEvent', { retractsId: (await last(type)).id }),
  }
}
const refusedBy = ({ id }: { readonly id: string }, ...facts: string[]) => ({
  outcome: 'refused',
  rule: { id },
  ...(facts.length === 0 ? {} : { facts }),
})

describe('an arrest on which no rights were read', () => {
  it('is still warned of when another member of it is put right, and no longer when that one is', async () => {
    const record = await aRecord(open(), arrest(trader, { rightsRead: false }))
    const { id } = await record.last(SuspectArrested)
    const warned = { outcome: 'appended', types: [EventCorrected.type, WarningRaised.type], warnings: [rightsAreReadOnArrest.id] }
    expect(await record.corrected(SuspectArrested, { warrantRef: 'W-17' })).toMatchObject(warned)
    expect((await record.last(WarningRaised)).data).toMatchObject({ ruleId: rightsAreReadOnArrest.id, eventId: id })
    expect(await record.corrected(SuspectArrested, { rightsRead: true })).toMatchObject({ types: [EventCorrected.type], warnings: [] })
  })
})

describe('a suspect', () => {
  it('is not taken back while a dossier stands that names him', async () => {
    const record = await aRecord(open(), identifySuspect(trader), refer({ evidence: [] }))
    const referral = await record.last(CaseReferredToProsecution)
    expect(await record.retracted(SuspectIdentified)).toMatchObject(refusedBy(correctionRules.nothingRestsOnWhatIsTakenBack, referral.id))
    expect(await record.corrected(SuspectIdentified, { personRef: mai })).toMatchObject(
      refusedBy(correctionRules.nothingRestsOnWhatIsTakenBack, referral.id),
    )
  })

  it('who turns out to be a presumed victim brings the conflict with her', async () => {
    const record = await aRecord(open(), identifyVictim(mai), identifySuspect(trader))
    expect(await record.corrected(SuspectIdentified, { personRef: mai })).toMatchObject({
      types: [EventCorrected.type, VictimSuspectConflictFlagged.type],
    })
    expect((await record.last(VictimSuspectConflictFlagged)).data).toMatchObject({ personRef: mai, basis: ['suspect'] })
  })
})

describe('the correction of a referral', () => {
  it(theDossierNamesSuspectsOfTheCase.sentence, async () => {
    const record = await aRecord(open(), identifySuspect(trader), refer({ evidence: [] }))
    expect(await record.corrected(CaseReferredToProsecution, { suspects: [mai] })).toMatchObject(
      refusedBy(theDossierNamesSuspectsOfTheCase),
    )
  })

  it(correctionRules.whatIsCorrectedCouldBeRecorded.sentence, async () => {
    const record = await aRecord(open(), identifySuspect(trader), refer({ evidence: [] }))
    const { id, data } = await record.last(CaseReferredToProsecution)
    expect(await record.corrected(CaseReferredToProsecution, { manifestHash: 'a'.repeat(64) })).toMatchObject(
      refusedBy(correctionRules.whatIsCorrectedCouldBeRecorded, id),
    )
    expect(await record.corrected(CaseReferredToProsecution, data as object)).toMatchObject({ outcome: 'appended' })
  })
})

describe('the correction of a request to police abroad', () => {
  it('finds the mechanism that it names in another case, as the request would have', async () => {
    const [caseId, elsewhere, mechanismId, requestId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
    const agreed = { ...CooperationMechanismEstablished.example, mechanismId }
    const asked = { ...PoliceCooperationRequested.example, requestId, mechanismId: randomUUID(), concerns: [] }
    await log.record({
      caseId: elsewhere,
      aggregate: `mechanism-${mechanismId}`,
      as: [CooperationMechanismEstablished],
      facts: [{ type: CooperationMechanismEstablished.type, data: agreed }],
    })
    await log.record({ caseId, as: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
    const request = { ...about(caseId), name: RequestPoliceCooperation.name, body: { data: asked } }
    const recorded = await handle(desk(), cooperationStream, request)
    expect(recorded).toMatchObject({ warnings: [theMechanismIsOnRecord.id] })
    const correctsId = 'ids' in recorded ? recorded.ids[0] : undefined
    const put = (data: object) =>
      correct(desk(), [cooperationStream], {
        ...about(caseId),
        name: 'CorrectEvent',
        body: { data: { correctsId, data, reasonCode: 'misread', approver } },
      })
    expect(await put({ ...asked, purpose: asked.purpose })).toMatchObject({ warnings: [theMechanismIsOnRecord.id] })
    expect(await put({ ...asked, mechanismId })).toMatchObject({
      outcome: 'appended',
      warnings: expect.not.arrayContaining([theMechanismIsOnRecord.id]),
    })
  })
})
