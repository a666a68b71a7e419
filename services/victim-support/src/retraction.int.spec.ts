import { ConsentGranted, EventRetracted, MajorityReached, PresumedVictimIdentified, ReferralMade } from '@case-timeline/contracts'
import { correct, correctionRules, handle, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { comeOfAge, grant, girl, open, refer } from './domain/person.fixtures.ts'
import { childConsentsThroughHerGuardian } from './domain/person.rules.ts'
import type { PersonCommand } from './domain/person.ts'
import { personStream } from './person.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const desk = (): Desk => ({
  store: log.storeOf('victimSupport'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  now: () => '2026-11-25T10:00:00.000000Z',
})
const about = (caseId: string) => ({
  caseId,
  actor: { userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' },
  commandId: randomUUID(),
  keyed: false,
  correlationId: 'test',
  jurisdiction: 'PH',
})
const ask = (caseId: string, { name, data }: PersonCommand): Promise<Answer> =>
  handle(desk(), personStream, { ...about(caseId), name, body: { data } })
const retract = (caseId: string, retractsId: string): Promise<Answer> => {
  const data = { retractsId, reasonCode: 'wrongPerson', approver: { userId: 'p.reyes', role: 'records-supervisor' } }
  return correct(desk(), [personStream], { ...about(caseId), name: 'RetractEvent', body: { data } })
}
const idOf = async (caseId: string, type: string) =>
  (await log.storeOf('victimSupport').readCase(caseId)).findLast((event) => event.type === type)?.id ?? ''

describe('a consent on which a referral rests', () => {
  it('is taken back only after the referral, which the refusal names', async () => {
    const caseId = randomUUID()
    const data = { personRef: girl, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' }
    await log.record({ caseId, as: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
    for (const command of [open(), grant(), refer()]) await ask(caseId, command)
    const consent = await idOf(caseId, ConsentGranted.type)
    const referral = await idOf(caseId, ReferralMade.type)
    expect(await retract(caseId, consent)).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.nothingRestsOnWhatIsTakenBack.id },
      facts: [referral],
    })
    expect(await retract(caseId, referral)).toMatchObject({ outcome: 'appended', types: [EventRetracted.type] })
    expect(await retract(caseId, consent)).toMatchObject({ outcome: 'appended', types: [EventRetracted.type] })
    expect((await log.storeOf('victimSupport').readCase(caseId)).map(({ type }) => type)).toContain(ConsentGranted.type)
  })
})

describe('that she has come of age', () => {
  it('is taken back only after what she agreed to since, and then she is protected as a child again', async () => {
    const caseId = randomUUID()
    const data = { personRef: girl, ageBand: 'child', ageDisputed: false, decisionMakingOrg: 'Police' }
    await log.record({ caseId, as: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
    for (const command of [open(), comeOfAge(), grant()]) await ask(caseId, command)
    const [majority, consent] = [await idOf(caseId, MajorityReached.type), await idOf(caseId, ConsentGranted.type)]
    expect(await retract(caseId, majority)).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.nothingRestsOnWhatIsTakenBack.id },
      facts: [consent],
    })
    expect(await retract(caseId, consent)).toMatchObject({ outcome: 'appended', types: [EventRetracted.type] })
    expect(await retract(caseId, majority)).toMatchObject({ outcome: 'appended', types: [EventRetracted.type] })
    expect(await ask(caseId, grant({ consentId: randomUUID() }))).toMatchObject({
      outcome: 'refused',
      rule: { id: childConsentsThroughHerGuardian.id },
    })
  })
})
