import {
  AgreeInitiative,
  ChallengeRaised,
  InitiativeAgreed,
  InitiativeReviewed,
  RaiseChallenge,
  ReviewInitiative,
  type CommandType,
} from '@case-timeline/contracts'
import { correct, correctionRules, handle, type Answer, type Desk, type Request } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { initiativeAnswersAChallenge } from './domain/initiative.rules.ts'
import { initiativeStream } from './initiative.stream.ts'
import { initiativeOf } from './views/local-challenges/initiatives.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const desk = (): Desk => ({
  store: log.storeOf('auditTrail'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  now: () => '2026-11-25T10:00:00.000000Z',
})
const request = (name: string, data: unknown): Request => ({
  name,
  body: { data },
  actor: { userId: 'a.lim', agencyId: 'zz-observatory', role: 'analyst' },
  commandId: randomUUID(),
  keyed: false,
  correlationId: 'test',
  jurisdiction: 'ZZ',
})
const ask = ({ name }: CommandType, data: unknown): Promise<Answer> => handle(desk(), initiativeStream, request(name, data))

describe('an initiative, which belongs to no case', () => {
  const initiativeId = randomUUID()

  it('is refused before its challenge is raised, and the refusal is recorded', async () => {
    expect(await ask(AgreeInitiative, { ...AgreeInitiative.example, initiativeId })).toMatchObject({
      outcome: 'refused',
      rule: { id: initiativeAnswersAChallenge.id },
    })
  })

  it('stands in a stream of its own, seen by every sector, without a case', async () => {
    await ask(RaiseChallenge, { ...RaiseChallenge.example, initiativeId })
    await ask(AgreeInitiative, { ...AgreeInitiative.example, initiativeId })
    const { events } = await log.storeOf('investigation').readAll({ after: '0', limit: 100 })
    const seen = events.filter(({ stream }) => stream === `auditTrail.initiative-${initiativeId}`)
    expect(seen.map(({ type, caseId }) => [type, caseId])).toEqual([
      [ChallengeRaised.type, undefined],
      [InitiativeAgreed.type, undefined],
    ])
  })
})

describe('what was recorded of an initiative', () => {
  const started = async () => {
    const initiativeId = randomUUID()
    for (const [command, more] of [
      [RaiseChallenge, {}],
      [AgreeInitiative, {}],
      [ReviewInitiative, { outcome: 'reached' }],
    ] as const)
      await ask(command, { ...command.example, ...more, initiativeId })
    const history = () => log.storeOf('auditTrail').readStream(`auditTrail.initiative-${initiativeId}`)
    const idOf = async ({ type }: { readonly type: string }) => (await history()).find((event) => event.type === type)?.id ?? ''
    const approver = { userId: 'p.reyes', role: 'records-supervisor' }
    const put = (name: string, data: object) =>
      correct(desk(), [initiativeStream], request(name, { reasonCode: 'clericalError', approver, ...data }), undefined, {
        aggregate: initiativeStream,
        streamId: initiativeId,
      })
    return {
      initiativeId,
      idOf,
      told: async () => initiativeOf(await history()),
      corrected: async (type: { readonly type: string; readonly example: object }, but: object) =>
        put('CorrectEvent', { correctsId: await idOf(type), data: { ...type.example, initiativeId, ...but } }),
      retracted: async (type: { readonly type: string }) => put('RetractEvent', { retractsId: await idOf(type) }),
    }
  }

  it('is corrected where it stands, and read as corrected', async () => {
    const initiative = await started()
    expect(await initiative.corrected(ChallengeRaised, { theme: 'staff' })).toMatchObject({ outcome: 'appended' })
    expect(await initiative.told()).toMatchObject([{ theme: 'staff' }])
    expect(await initiative.corrected(ChallengeRaised, { theme: 'staff', initiativeId: randomUUID() })).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.aCorrectionStaysInItsStream.id },
    })
  })

  it('is taken back only after what was agreed about it', async () => {
    const initiative = await started()
    expect(await initiative.retracted(ChallengeRaised)).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.nothingRestsOnWhatIsTakenBack.id },
      facts: [await initiative.idOf(InitiativeAgreed)],
    })
    for (const type of [InitiativeReviewed, InitiativeAgreed, ChallengeRaised])
      expect(await initiative.retracted(type)).toMatchObject({ outcome: 'appended' })
    expect(await initiative.told()).toEqual([])
  })

  it('is not found in the record of another initiative', async () => {
    const [one, other] = [await started(), await started()]
    const data = { retractsId: await one.idOf(ChallengeRaised), reasonCode: 'wrong', approver: { userId: 'p.reyes', role: 'x' } }
    const within = { aggregate: initiativeStream, streamId: other.initiativeId }
    expect(await correct(desk(), [initiativeStream], request('RetractEvent', data), undefined, within)).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.theConcernedFactIsRecordedHere.id },
    })
  })
})
