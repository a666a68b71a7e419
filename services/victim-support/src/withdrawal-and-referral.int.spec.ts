import { ConsentWithdrawn, PresumedVictimIdentified, ReferralMade } from '@case-timeline/contracts'
import { handle, type Answer } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { grant, girl, open, refer, withdraw } from './domain/person.fixtures.ts'
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

/** A woman who lets herself be referred. */
const aConsentingWoman = async () => {
  const caseId = randomUUID()
  const data = { personRef: girl, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' }
  await here.record({ caseId, as: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
  await ask(caseId, open())
  await ask(caseId, grant())
  return caseId
}

const withdrawnElsewhere = async (caseId: string) => {
  const data = { ...ConsentWithdrawn.example, ...withdraw().data }
  await here.record({
    caseId,
    service: 'victimSupport',
    aggregate: `person-${caseId}~${girl}`,
    as: [ConsentWithdrawn],
    facts: [{ type: ConsentWithdrawn.type, data }],
  })
}

const typesOf = async (caseId: string) => (await here.storeOf('victimSupport').readCase(caseId)).map(({ type }) => type)

describe('a withdrawal and a referral at once', () => {
  it('the referral is refused when another process records the withdrawal between its decision and its append', async () => {
    const caseId = await aConsentingWoman()
    const store = here.storeOf('victimSupport')
    const append = store.append.bind(store)
    store.append = async (command) => {
      store.append = append
      await withdrawnElsewhere(caseId)
      return append(command)
    }
    const answer = await ask(caseId, refer())
    expect(answer).toMatchObject({ outcome: 'refused', rule: { id: referralNeedsLiveConsent.id } })
    expect(await typesOf(caseId)).not.toContain(ReferralMade.type)
  })

  it('never both stand as if in order', async () => {
    for (let round = 0; round < 10; round += 1) {
      const caseId = await aConsentingWoman()
      const [referral] = await Promise.all([ask(caseId, refer()), withdrawnElsewhere(caseId)])
      const types = await typesOf(caseId)
      if (referral.outcome === 'refused') expect(types).not.toContain(ReferralMade.type)
      else expect(types.indexOf(ReferralMade.type)).toBeLessThan(types.indexOf(ConsentWithdrawn.type))
    }
  })
})
