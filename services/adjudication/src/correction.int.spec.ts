import { ChargeLaid, IndictmentFiled, JudgeAssigned, SentenceImposed, VerdictDelivered } from '@case-timeline/contracts'
import { correct, correctionRules, handle, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { courtCaseStream } from './court-case.stream.ts'
import { assignJudge, chargeId, deliver, hold, indictmentId, register, schedule, sentence, trader } from './domain/court-case.fixtures.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const desk = (): Desk => ({
  store: log.storeOf('adjudication'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  now: () => '2026-11-25T10:00:00.000000Z',
})
const about = (caseId: string) => ({
  caseId,
  actor: { userId: 'j.tan', agencyId: 'ph-rtc-manila', role: 'registrar' },
  commandId: randomUUID(),
  keyed: false,
  correlationId: 'test',
  jurisdiction: 'PH',
})
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

/** A court case that came to its sentence, and what is put right in its record. */
const aSentencedCase = async () => {
  const caseId = randomUUID()
  const charge = { ...ChargeLaid.example, chargeId, accusedRef: trader }
  const filed = { ...IndictmentFiled.example, indictmentId, chargeIds: [chargeId] }
  const facts = [
    { type: ChargeLaid.type, data: charge },
    { type: IndictmentFiled.type, data: filed },
  ]
  await log.record({ caseId, as: [ChargeLaid, IndictmentFiled], facts, service: 'prosecution' })
  for (const { name, data } of [register(), assignJudge(), schedule(), hold(), deliver(), sentence()])
    expect(await handle(desk(), courtCaseStream, { ...about(caseId), name, body: { data } })).toMatchObject({ outcome: 'appended' })
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await log.storeOf('adjudication').readCase(caseId)).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const put = (name: string, data: object): Promise<Answer> =>
    correct(desk(), [courtCaseStream], { ...about(caseId), name, body: { data: { reasonCode: 'clericalError', approver, ...data } } })
  return {
    idOf: async (type: { readonly type: string }) => (await last(type)).id,
    corrected: async (type: { readonly type: string }, but: object) => {
      const { id, data } = await last(type)
      return put('CorrectEvent', { correctsId: id, data: { ...(data as object), ...but } })
    },
    retracted: async (type: { readonly type: string }) => put('RetractEvent', { retractsId: (await last(type)).id }),
  }
}
const restedOnBy = (...facts: string[]) => ({ outcome: 'refused', rule: { id: correctionRules.nothingRestsOnWhatIsTakenBack.id }, facts })

describe('a verdict', () => {
  it('does not become one of not guilty under a sentence, nor is it taken back before the sentence', async () => {
    const court = await aSentencedCase()
    const sentenceId = await court.idOf(SentenceImposed)
    expect(await court.corrected(VerdictDelivered, { verdict: 'notGuilty' })).toMatchObject(restedOnBy(sentenceId))
    expect(await court.retracted(VerdictDelivered)).toMatchObject(restedOnBy(sentenceId))
    expect(await court.retracted(SentenceImposed)).toMatchObject({ outcome: 'appended' })
    expect(await court.corrected(VerdictDelivered, { verdict: 'notGuilty' })).toMatchObject({ outcome: 'appended' })
  })
})

describe('the judge of a case', () => {
  it('was not unassigned when a verdict stands that she delivered', async () => {
    const court = await aSentencedCase()
    expect(await court.retracted(JudgeAssigned)).toMatchObject(restedOnBy(await court.idOf(VerdictDelivered)))
  })
})
