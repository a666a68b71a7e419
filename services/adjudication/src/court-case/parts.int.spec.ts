import { correct, correctionRules, handle, type Answer } from '@case-timeline/commands'
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import {
  AccusedSevered,
  ChargeLaid,
  IndictmentFiled,
  JudgeAssigned,
  LaterIndictmentRegistered,
  PartsJoined,
  RegisterCourtCase,
} from '@case-timeline/contracts'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { assignJudge, chargeId, deliverVerdict, holdHearing, indictmentId, registerCourtCase, trader } from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'
import {
  assignTo,
  decide,
  familyPart,
  fugitive,
  fugitivesCharge,
  girl,
  girlsCharge,
  join,
  laterIndictmentId,
  sever,
} from './parts.fixtures.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

interface Sent {
  readonly name: string
  readonly data: unknown
}

/** A case with an indictment of two accused and, if it is filed, a later one of a third. */
const trial = async () => {
  const caseId = randomUUID()
  const context = commandContextOn(log.storeOf('adjudication'))
  const by = () => submissionBy({ userId: 'j.tan', agencyId: 'ph-rtc-manila', role: 'judge' }, caseId)
  const recordIndictment = (id: string, charges: readonly (readonly [chargeId: string, accusedRef: string])[]) =>
    log.record({
      caseId,
      eventTypes: [ChargeLaid, IndictmentFiled],
      service: 'prosecution',
      facts: [
        ...charges.map(([charge, accusedRef]) => ({
          type: ChargeLaid.type,
          data: { ...ChargeLaid.example, chargeId: charge, accusedRef },
        })),
        {
          type: IndictmentFiled.type,
          data: { ...IndictmentFiled.example, indictmentId: id, chargeIds: charges.map(([charge]) => charge) },
        },
      ],
    })
  await recordIndictment(indictmentId, [
    [chargeId, trader],
    [girlsCharge, girl],
  ])
  const events = async () => log.storeOf('adjudication').readCase(caseId)
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await events()).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const correction = (name: string, data: object) =>
    correct(context, [courtCaseStream], {
      ...by(),
      name,
      body: { data: { reasonCode: 'clericalError', ...data } },
      approval: { approver: { userId: 'p.reyes', role: 'records-supervisor' } },
    })
  const send = ({ name, data }: Sent): Promise<Answer> => handle(context, courtCaseStream, { ...by(), name, body: { data } })
  return {
    send,
    last,
    fileAgainstFugitive: () => recordIndictment(laterIndictmentId, [[fugitivesCharge, fugitive]]),
    /** The rules that warned about a command that was recorded. */
    warned: async (command: Sent) => {
      expect(await send(command)).toMatchObject({ outcome: 'appended' })
      const recorded = await events()
      const of = recorded.findLastIndex(({ type }) => type !== 'case.WarningRaised')
      return recorded.slice(of + 1).map(({ data }) => (data as { ruleId: string }).ruleId)
    },
    retract: async (type: { readonly type: string }) => correction('RetractEvent', { retractsId: (await last(type)).id }),
    correct: async (type: { readonly type: string }, overrides: object) => {
      const { id, data } = await last(type)
      return correction('CorrectEvent', { correctsId: id, data: { ...(data as object), ...overrides } })
    },
  }
}

const dependsOn = (...facts: string[]) => ({
  outcome: 'refused',
  rule: { id: correctionRules.noFactDependsOnRetractedFact.id },
  facts,
})

describe('a court case in the event store', () => {
  it('is split and joined by what the store has: the trial of the others goes on, and the part needs its own judge', async () => {
    const { send, last, warned } = await trial()
    for (const command of [registerCourtCase(), assignJudge(), holdHearing()]) await send(command)
    expect(await warned(sever())).toEqual([])
    expect(await warned(deliverVerdict())).toEqual([])
    expect(await warned(decide(girlsCharge, girl))).toEqual([
      'adjudication.verdict-comes-from-assigned-judge',
      'adjudication.verdict-follows-hearing',
    ])
    expect(await warned(join())).toEqual(['adjudication.joined-charges-are-undecided'])
    expect((await last(PartsJoined)).data).toEqual({ partId: familyPart, chargeIds: [girlsCharge] })
  })

  it('keeps a severance as long as a judge is assigned in the part', async () => {
    const { send, retract, last } = await trial()
    for (const command of [registerCourtCase(), sever(), assignTo(familyPart)]) await send(command)
    expect(await retract(AccusedSevered)).toMatchObject(dependsOn((await last(JudgeAssigned)).id))
    expect(await retract(JudgeAssigned)).toMatchObject({ outcome: 'appended' })
    expect(await retract(AccusedSevered)).toMatchObject({ outcome: 'appended' })
    expect(await send(assignTo(familyPart))).toMatchObject({ outcome: 'refused', rule: { id: 'case.named-thing-is-on-record' } })
  })

  it('has the court and the charges of a later indictment from the indictment, and the number from the registrar, also after a correction', async () => {
    const { send, fileAgainstFugitive, last, correct: corrected } = await trial()
    await send(registerCourtCase())
    await fileAgainstFugitive()
    const register = { name: RegisterCourtCase.name, data: { indictmentId: laterIndictmentId, origin: 'indictment' } }
    expect(await send(register)).toMatchObject({ outcome: 'appended' })
    const data = { indictmentId: laterIndictmentId, chargeIds: [fugitivesCharge], courtId: IndictmentFiled.example.courtId }
    expect((await last(LaterIndictmentRegistered)).data).toEqual(data)
    expect(await send(register)).toMatchObject({ outcome: 'refused', rule: { id: 'adjudication.court-case-is-registered-once' } })
    expect(await corrected(LaterIndictmentRegistered, { courtCaseNo: 'RTC-114/2026-0400' })).toMatchObject({ outcome: 'appended' })
  })
})
