import { AgreeInitiative, ChallengeRaised, InitiativeAgreed, RaiseChallenge, type CommandType } from '@case-timeline/contracts'
import { handle, type Answer } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { initiativeAnswersAChallenge } from './domain/initiative.rules.ts'
import { initiativeStream } from './initiative.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const ask = (command: CommandType, data: unknown): Promise<Answer> =>
  handle(
    { store: log.storeOf('auditTrail'), deployment: 'test', digestKey: Buffer.alloc(32, 7), now: () => '2026-11-25T10:00:00.000000Z' },
    initiativeStream,
    {
      name: command.name,
      body: { data },
      actor: { userId: 'a.lim', agencyId: 'zz-observatory', role: 'analyst' },
      commandId: randomUUID(),
      keyed: false,
      correlationId: 'test',
      jurisdiction: 'ZZ',
    },
  )

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
