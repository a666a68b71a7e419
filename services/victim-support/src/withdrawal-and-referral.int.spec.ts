import { ConsentWithdrawn, MajorityReached, PresumedVictimIdentified, ReferralMade } from '@case-timeline/contracts'
import { handle, type Answer } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { advocate, appoint, comeOfAge, grant, girl, open, refer, withdraw } from './domain/person.fixtures.ts'
import { referralNeedsLiveConsent } from './domain/person.rules.ts'
import type { PersonCommand } from './domain/person.ts'
import { personStream } from './person.stream.ts'

let here: TestLog
beforeAll(async () => {
  here = await testLog()
})
afterAll(() => here.close())

const ask = (caseId: string, { name, data }: PersonCommand): Promise<Answer> =>
  handle(
    {
      store: here.storeOf('victimSupport'),
      deployment: 'test',
      digestKey: Buffer.alloc(32, 7),
      now: () => '2026-11-25T10:00:00.000000Z',
    },
    personStream,
    {
      caseId,
      name,
      body: { data },
      actor: { userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' },
      commandId: randomUUID(),
      keyed: false,
      correlationId: 'test',
      jurisdiction: 'PH',
    },
  )

/** Whom police identified as of an age, and who lets herself be referred once this was done for her. */
const offeredSupport = async (ageBand: 'child' | 'adult', ...done: readonly PersonCommand[]) => {
  const caseId = randomUUID()
  const data = { personRef: girl, ageBand, ageDisputed: false, decisionMakingOrg: 'Police' }
  await here.record({ caseId, as: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
  for (const command of [open(), ...done]) expect(await ask(caseId, command)).toMatchObject({ outcome: 'appended' })
  return caseId
}
const aConsentingWoman = () => offeredSupport('adult', grant())
const aGirlWhoseGuardianConsents = () => offeredSupport('child', appoint(advocate), grant({ grantedBy: 'guardian', assent: 'given' }))

/** Another process of victim support, which decides in the same moment. */
const recordedElsewhere = (caseId: string, type: typeof ConsentWithdrawn | typeof MajorityReached, { data }: PersonCommand) =>
  here.record({
    caseId,
    service: 'victimSupport',
    aggregate: `person-${caseId}~${girl}`,
    as: [type],
    facts: [{ type: type.type, data }],
  })

const typesOf = async (caseId: string) => (await here.storeOf('victimSupport').readCase(caseId)).map(({ type }) => type)

describe.each([
  ['a withdrawal', aConsentingWoman, ConsentWithdrawn, withdraw()],
  ['her coming of age, where her guardian had consented,', aGirlWhoseGuardianConsents, MajorityReached, comeOfAge()],
] as const)('%s and a referral at once', (_, consenting, ending, command) => {
  it('the referral is refused when another process records the former between its decision and its append', async () => {
    const caseId = await consenting()
    const store = here.storeOf('victimSupport')
    const append = store.append.bind(store)
    store.append = async (appended) => {
      store.append = append
      await recordedElsewhere(caseId, ending, command)
      return append(appended)
    }
    const answer = await ask(caseId, refer())
    expect(answer).toMatchObject({ outcome: 'refused', rule: { id: referralNeedsLiveConsent.id } })
    expect(await typesOf(caseId)).not.toContain(ReferralMade.type)
  })

  it('never both stand as if in order', async () => {
    for (let round = 0; round < 10; round += 1) {
      const caseId = await consenting()
      const [referral] = await Promise.all([ask(caseId, refer()), recordedElsewhere(caseId, ending, command)])
      const types = await typesOf(caseId)
      if (referral.outcome === 'refused') expect(types).not.toContain(ReferralMade.type)
      else expect(types.indexOf(ReferralMade.type)).toBeLessThan(types.indexOf(ending.type))
    }
  })

  it('nor when both are asked of one process', async () => {
    for (let round = 0; round < 10; round += 1) {
      const caseId = await consenting()
      const [referral] = await Promise.all([ask(caseId, refer()), ask(caseId, command)])
      const types = await typesOf(caseId)
      expect(types).toContain(ending.type)
      if (referral.outcome === 'refused') expect(types).not.toContain(ReferralMade.type)
      else expect(types.indexOf(ReferralMade.type)).toBeLessThan(types.indexOf(ending.type))
    }
  })
})

it('that she came of age is recorded once, however often and from wherever it is asked', async () => {
  const caseId = await aGirlWhoseGuardianConsents()
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask(caseId, comeOfAge())))
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(5).fill('appended'))
  expect((await typesOf(caseId)).filter((type) => type === MajorityReached.type)).toHaveLength(1)
})
