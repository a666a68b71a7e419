import { ConsentWithdrawn, MajorityReached, PresumedVictimIdentified, ReferralMade } from '@case-timeline/contracts'
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { handle, type Answer } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import {
  advocate,
  appointGuardian,
  recordMajority,
  grantConsent,
  girl,
  openSupportCase,
  makeReferral,
  withdrawConsent,
  type PersonCommand,
} from './person/person.fixtures.ts'
import { referralNeedsLiveConsent } from './person/person.rules.ts'
import { personStream } from './person/person.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const submit = (caseId: string, { name, data }: PersonCommand): Promise<Answer> =>
  handle(commandContextOn(log.storeOf('victimSupport')), personStream, {
    ...submissionBy({ userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' }, caseId),
    name,
    body: { data },
  })

/** A case with an identified person of an age band, supported, after some commands that allow a referral. */
const supportedCase = async (ageBand: 'child' | 'adult', ...done: readonly PersonCommand[]) => {
  const caseId = randomUUID()
  const data = { personRef: girl, ageBand, ageDisputed: false, decisionMakingOrg: 'Police' }
  await log.record({ caseId, eventTypes: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
  for (const command of [openSupportCase(), ...done]) expect(await submit(caseId, command)).toMatchObject({ outcome: 'appended' })
  return caseId
}
const adultWithConsent = () => supportedCase('adult', grantConsent())
const girlWithGuardianConsent = () =>
  supportedCase('child', appointGuardian(advocate), grantConsent({ grantedBy: 'guardian', assent: 'given' }))

/** Simulates another process of victim support that records an event concurrently. */
const recordedByOtherProcess = (caseId: string, type: typeof ConsentWithdrawn | typeof MajorityReached, { data }: PersonCommand) =>
  log.record({
    caseId,
    service: 'victimSupport',
    aggregate: `person-${caseId}~${girl}`,
    eventTypes: [type],
    facts: [{ type: type.type, data }],
  })

const typesOf = async (caseId: string) => (await log.storeOf('victimSupport').readCase(caseId)).map(({ type }) => type)

describe.each([
  ['a withdrawal', adultWithConsent, ConsentWithdrawn, withdrawConsent()],
  ['the majority of a child with a guardian’s consent', girlWithGuardianConsent, MajorityReached, recordMajority()],
] as const)('%s, concurrent with a referral', (_, caseWithConsent, endingEvent, command) => {
  it('refuses the referral when another process records the event between the decision and the append', async () => {
    const caseId = await caseWithConsent()
    const store = log.storeOf('victimSupport')
    const append = store.append.bind(store)
    store.append = async (appended) => {
      store.append = append
      await recordedByOtherProcess(caseId, endingEvent, command)
      return append(appended)
    }
    const answer = await submit(caseId, makeReferral())
    expect(answer).toMatchObject({ outcome: 'refused', rule: { id: referralNeedsLiveConsent.id } })
    expect(await typesOf(caseId)).not.toContain(ReferralMade.type)
  })

  it('never lets the referral be recorded after the event of another process', async () => {
    for (let round = 0; round < 10; round += 1) {
      const caseId = await caseWithConsent()
      const [referral] = await Promise.all([submit(caseId, makeReferral()), recordedByOtherProcess(caseId, endingEvent, command)])
      const types = await typesOf(caseId)
      if (referral.outcome === 'refused') expect(types).not.toContain(ReferralMade.type)
      else expect(types.indexOf(ReferralMade.type)).toBeLessThan(types.indexOf(endingEvent.type))
    }
  })

  it('never lets the referral be recorded after the event of the same process', async () => {
    for (let round = 0; round < 10; round += 1) {
      const caseId = await caseWithConsent()
      const [referral] = await Promise.all([submit(caseId, makeReferral()), submit(caseId, command)])
      const types = await typesOf(caseId)
      expect(types).toContain(endingEvent.type)
      if (referral.outcome === 'refused') expect(types).not.toContain(ReferralMade.type)
      else expect(types.indexOf(ReferralMade.type)).toBeLessThan(types.indexOf(endingEvent.type))
    }
  })
})

it('the majority of a person is recorded once when several commands are submitted concurrently', async () => {
  const caseId = await girlWithGuardianConsent()
  const answers = await Promise.all(Array.from({ length: 5 }, () => submit(caseId, recordMajority())))
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(5).fill('appended'))
  expect((await typesOf(caseId)).filter((type) => type === MajorityReached.type)).toHaveLength(1)
})
