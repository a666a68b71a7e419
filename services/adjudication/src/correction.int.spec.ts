import { ChargeLaid, IndictmentFiled, JudgeAssigned, SentenceImposed, VerdictDelivered } from '@case-timeline/contracts'
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { correct, correctionRules, handle, type Answer } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { courtCaseStream } from './court-case/court-case.stream.ts'
import {
  assignJudge,
  chargeId,
  deliverVerdict,
  holdHearing,
  indictmentId,
  registerCourtCase,
  scheduleHearing,
  imposeSentence,
  trader,
} from './court-case/court-case.fixtures.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const commandContext = () => commandContextOn(log.storeOf('adjudication'))
const commandOn = (caseId: string) => submissionBy({ userId: 'j.tan', agencyId: 'ph-rtc-manila', role: 'registrar' }, caseId)
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

/** A court case with a sentence, and functions that correct and retract its events. */
const sentencedCase = async () => {
  const caseId = randomUUID()
  const charge = { ...ChargeLaid.example, chargeId, accusedRef: trader }
  const filed = { ...IndictmentFiled.example, indictmentId, chargeIds: [chargeId] }
  const facts = [
    { type: ChargeLaid.type, data: charge },
    { type: IndictmentFiled.type, data: filed },
  ]
  await log.record({ caseId, eventTypes: [ChargeLaid, IndictmentFiled], facts, service: 'prosecution' })
  for (const { name, data } of [registerCourtCase(), assignJudge(), scheduleHearing(), holdHearing(), deliverVerdict(), imposeSentence()])
    expect(await handle(commandContext(), courtCaseStream, { ...commandOn(caseId), name, body: { data } })).toMatchObject({
      outcome: 'appended',
    })
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await log.storeOf('adjudication').readCase(caseId)).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const submitCorrection = (name: string, data: object): Promise<Answer> =>
    correct(commandContext(), [courtCaseStream], {
      ...commandOn(caseId),
      name,
      body: { data: { reasonCode: 'clericalError', ...data } },
      approval: { approver },
    })
  return {
    idOf: async (type: { readonly type: string }) => (await last(type)).id,
    correct: async (type: { readonly type: string }, overrides: object) => {
      const { id, data } = await last(type)
      return submitCorrection('CorrectEvent', { correctsId: id, data: { ...(data as object), ...overrides } })
    },
    retract: async (type: { readonly type: string }) => submitCorrection('RetractEvent', { retractsId: (await last(type)).id }),
  }
}
const refusedBecauseOf = (...facts: string[]) => ({
  outcome: 'refused',
  rule: { id: correctionRules.noFactDependsOnRetractedFact.id },
  facts,
})

describe('a verdict', () => {
  it('is neither corrected to not guilty nor retracted while a sentence depends on it', async () => {
    const courtCase = await sentencedCase()
    const sentenceId = await courtCase.idOf(SentenceImposed)
    expect(await courtCase.correct(VerdictDelivered, { verdict: 'notGuilty' })).toMatchObject(refusedBecauseOf(sentenceId))
    expect(await courtCase.retract(VerdictDelivered)).toMatchObject(refusedBecauseOf(sentenceId))
    expect(await courtCase.retract(SentenceImposed)).toMatchObject({ outcome: 'appended' })
    expect(await courtCase.correct(VerdictDelivered, { verdict: 'notGuilty' })).toMatchObject({ outcome: 'appended' })
  })
})

describe('the judge of a case', () => {
  it('stays assigned while a verdict of that judge is in force', async () => {
    const court = await sentencedCase()
    expect(await court.retract(JudgeAssigned)).toMatchObject(refusedBecauseOf(await court.idOf(VerdictDelivered)))
  })
})
