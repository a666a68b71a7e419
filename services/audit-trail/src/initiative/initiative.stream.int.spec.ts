import {
  AgreeInitiative,
  ChallengeRaised,
  InitiativeAgreed,
  InitiativeReviewed,
  RaiseChallenge,
  ReviewInitiative,
  type CommandType,
} from '@case-timeline/contracts'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import { correct, correctionRules, handle, type Answer, type SubmittedCommand } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { initiativeAnswersChallenge } from './initiative.rules.ts'
import { initiativeStream } from './initiative.stream.ts'
import { initiativeOf } from '../views/local-challenges/initiatives.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const context = () => commandContextOn(log.storeOf('auditTrail'))
const submittedCommand = (name: string, data: unknown): SubmittedCommand => ({
  name,
  body: { data },
  actor: { userId: 'a.lim', agencyId: 'zz-observatory', role: 'analyst' },
  commandId: randomUUID(),
  retryable: false,
  correlationId: 'test',
  jurisdiction: 'ZZ',
})
const approved = (name: string, data: unknown): SubmittedCommand => ({
  ...submittedCommand(name, data),
  approval: { approver: { userId: 'p.reyes', role: 'records-supervisor' } },
})
const submit = ({ name }: CommandType, data: unknown): Promise<Answer> => handle(context(), initiativeStream, submittedCommand(name, data))

describe('an initiative, which belongs to no case', () => {
  const initiativeId = randomUUID()

  it('is refused before its challenge is raised', async () => {
    expect(await submit(AgreeInitiative, { ...AgreeInitiative.example, initiativeId })).toMatchObject({
      outcome: 'refused',
      rule: { id: initiativeAnswersChallenge.id },
    })
  })

  it('is recorded in its own stream, without a case, and is visible to every sector', async () => {
    await submit(RaiseChallenge, { ...RaiseChallenge.example, initiativeId })
    await submit(AgreeInitiative, { ...AgreeInitiative.example, initiativeId })
    const { events } = await log.storeOf('investigation').readAll({ after: '0', limit: 100 })
    const seen = events.filter(({ stream }) => stream === `auditTrail.initiative-${initiativeId}`)
    expect(seen.map(({ type, caseId }) => [type, caseId])).toEqual([
      [ChallengeRaised.type, undefined],
      [InitiativeAgreed.type, undefined],
    ])
  })
})

describe('a recorded event of an initiative', () => {
  const started = async () => {
    const initiativeId = randomUUID()
    for (const [command, more] of [
      [RaiseChallenge, {}],
      [AgreeInitiative, {}],
      [ReviewInitiative, { outcome: 'reached' }],
    ] as const)
      await submit(command, { ...command.example, ...more, initiativeId })
    const history = () => log.storeOf('auditTrail').readStream(`auditTrail.initiative-${initiativeId}`)
    const idOf = async ({ type }: { readonly type: string }) => (await history()).find((event) => event.type === type)?.id ?? ''
    const submitAmendment = (name: string, data: object) =>
      correct(context(), [initiativeStream], approved(name, { reasonCode: 'clericalError', ...data }), undefined, {
        aggregate: initiativeStream,
        streamId: initiativeId,
      })
    return {
      initiativeId,
      idOf,
      readInitiative: async () => initiativeOf(await history()),
      correctEvent: async (type: { readonly type: string; readonly example: object }, changes: object) =>
        submitAmendment('CorrectEvent', { correctsId: await idOf(type), data: { ...type.example, initiativeId, ...changes } }),
      retractEvent: async (type: { readonly type: string }) => submitAmendment('RetractEvent', { retractsId: await idOf(type) }),
    }
  }

  it('is corrected in its own stream, and is read as corrected', async () => {
    const initiative = await started()
    expect(await initiative.correctEvent(ChallengeRaised, { theme: 'staff' })).toMatchObject({ outcome: 'appended' })
    expect(await initiative.readInitiative()).toMatchObject([{ theme: 'staff' }])
    expect(await initiative.correctEvent(ChallengeRaised, { theme: 'staff', initiativeId: randomUUID() })).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.correctionStaysInStream.id },
    })
  })

  it('is retracted only after the events that depend on it', async () => {
    const initiative = await started()
    expect(await initiative.retractEvent(ChallengeRaised)).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.noFactDependsOnRetractedFact.id },
      facts: [await initiative.idOf(InitiativeAgreed)],
    })
    for (const type of [InitiativeReviewed, InitiativeAgreed, ChallengeRaised])
      expect(await initiative.retractEvent(type)).toMatchObject({ outcome: 'appended' })
    expect(await initiative.readInitiative()).toEqual([])
  })

  it('cannot be retracted through the stream of another initiative', async () => {
    const [one, other] = [await started(), await started()]
    const data = { retractsId: await one.idOf(ChallengeRaised), reasonCode: 'wrong' }
    const within = { aggregate: initiativeStream, streamId: other.initiativeId }
    expect(await correct(context(), [initiativeStream], approved('RetractEvent', data), undefined, within)).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.correctedFactIsRecordedHere.id },
    })
  })
})
