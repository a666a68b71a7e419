import { ConsentGranted, EventRetracted, MajorityReached, PresumedVictimIdentified, ReferralMade } from '@case-timeline/contracts'
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { correct, correctionRules, handle, type Answer } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { recordMajority, grantConsent, girl, openSupportCase, makeReferral, type PersonCommand } from './person/person.fixtures.ts'
import { childConsentsThroughGuardian } from './person/person.rules.ts'
import { personStream } from './person/person.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const commandContext = () => commandContextOn(log.storeOf('victimSupport'))
const commandOn = (caseId: string) => submissionBy({ userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' }, caseId)
const submit = (caseId: string, { name, data }: PersonCommand): Promise<Answer> =>
  handle(commandContext(), personStream, { ...commandOn(caseId), name, body: { data } })
const retract = (caseId: string, retractsId: string): Promise<Answer> => {
  const data = { retractsId, reasonCode: 'wrongPerson' }
  return correct(commandContext(), [personStream], {
    ...commandOn(caseId),
    name: 'RetractEvent',
    body: { data },
    approval: { approver: { userId: 'p.reyes', role: 'records-supervisor' } },
  })
}
const idOf = async (caseId: string, type: string) =>
  (await log.storeOf('victimSupport').readCase(caseId)).findLast((event) => event.type === type)?.id ?? ''

describe('a consent that a referral depends on', () => {
  it('is retracted only after the referral, which the refusal names', async () => {
    const caseId = randomUUID()
    const data = { personRef: girl, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' }
    await log.record({ caseId, eventTypes: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
    for (const command of [openSupportCase(), grantConsent(), makeReferral()]) await submit(caseId, command)
    const consent = await idOf(caseId, ConsentGranted.type)
    const referral = await idOf(caseId, ReferralMade.type)
    expect(await retract(caseId, consent)).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.noFactDependsOnRetractedFact.id },
      facts: [referral],
    })
    expect(await retract(caseId, referral)).toMatchObject({ outcome: 'appended', types: [EventRetracted.type] })
    expect(await retract(caseId, consent)).toMatchObject({ outcome: 'appended', types: [EventRetracted.type] })
    expect((await log.storeOf('victimSupport').readCase(caseId)).map(({ type }) => type)).toContain(ConsentGranted.type)
  })
})

describe('the majority of a person', () => {
  it('is retracted only after later consents, and then the person is protected as a child again', async () => {
    const caseId = randomUUID()
    const data = { personRef: girl, ageBand: 'child', ageDisputed: false, decisionMakingOrg: 'Police' }
    await log.record({ caseId, eventTypes: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
    for (const command of [openSupportCase(), recordMajority(), grantConsent()]) await submit(caseId, command)
    const [majority, consent] = [await idOf(caseId, MajorityReached.type), await idOf(caseId, ConsentGranted.type)]
    expect(await retract(caseId, majority)).toMatchObject({
      outcome: 'refused',
      rule: { id: correctionRules.noFactDependsOnRetractedFact.id },
      facts: [consent],
    })
    expect(await retract(caseId, consent)).toMatchObject({ outcome: 'appended', types: [EventRetracted.type] })
    expect(await retract(caseId, majority)).toMatchObject({ outcome: 'appended', types: [EventRetracted.type] })
    expect(await submit(caseId, grantConsent({ consentId: randomUUID() }))).toMatchObject({
      outcome: 'refused',
      rule: { id: childConsentsThroughGuardian.id },
    })
  })
})
