import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ConsentGranted, MajorityReached, PresumedVictimIdentified, ReferralMade, RequestPoliceCooperation } from '@case-timeline/contracts'
import { calling, caseWorker, lead, newId, type Persona, type Reply } from './calling.fixtures.ts'
import { type FiveServices, fiveServices, RECEIVING } from './five-services.fixtures.ts'

let five: FiveServices
let ask: ReturnType<typeof calling>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const [personRef, guardianRef, forHer, hers] = [newId(), newId(), newId(), newId()]
const shelter = 'zz-shelter'

const send = (who: Persona, command: string, data: object): Promise<Reply> => ask.post(who, `/cases/${caseId}/${command}`, { data })
let position = '0'
const record = async (who: Persona, command: string, data: object): Promise<Reply> => {
  const reply = await send(who, command, data)
  expect(reply).toMatchObject({ status: 201 })
  position = String(reply.body['position'])
  return reply
}
const list = async (path: string, member: string): Promise<readonly unknown[]> => {
  const { status, body } = await ask.get(caseWorker, `${path}?case=${caseId}&min-position=${position}`)
  expect(status).toBe(200)
  return body[member] as readonly unknown[]
}
const renewals = async () => {
  const all = (await list('/deadlines', 'deadlines')) as readonly { readonly ruleId: string }[]
  return all.filter(({ ruleId }) => ruleId === 'victimSupport.consents-are-renewed-in-time')
}

const consent = {
  ...ConsentGranted.example,
  personRef,
  purposes: ['shelter', 'policeCooperation'],
  recipients: [shelter, 'my-police'],
  dataCategories: ['contact', 'identity'],
  expiresAt: '2099-01-01T00:00:00Z',
}
const referral = (consentId: string) => ({
  ...ReferralMade.example,
  referralId: newId(),
  personRef,
  toOrg: shelter,
  services: ['shelter'],
  consentId,
  dataCategories: ['contact'],
})
const request = () => ({
  ...RequestPoliceCooperation.example,
  requestId: newId(),
  mechanismId: undefined,
  toAgency: 'my-police',
  concerns: [personRef],
  dataCategories: ['identity'],
})

describe('a girl who comes of age while her guardian’s consent stands', () => {
  beforeAll(async () => {
    await record(lead, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] })
    await record(lead, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef, ageBand: 'child' })
    for (let left = 100; ; left -= 1) {
      const { status } = await send(caseWorker, 'appoint-guardian', { personRef, guardianRef })
      if (status === 201) break
      // Support is offered to her by a reaction.
      if (left === 0) throw new Error(`appoint-guardian was answered ${status}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await record(caseWorker, 'grant-consent', { ...consent, consentId: forHer, grantedBy: 'guardian', assent: 'given' })
    await record(caseWorker, 'make-referral', referral(forHer))
    await record(lead, 'request-police-cooperation', request())
  }, 60_000)

  it('is recorded as of age once, and by no day', async () => {
    const { body } = await record(caseWorker, 'record-majority', { personRef })
    expect(body['events']).toMatchObject([{ type: MajorityReached.type }])
    expect((await send(caseWorker, 'record-majority', { personRef })).body).toMatchObject({ events: [] })
    expect(await send(caseWorker, 'record-majority', { personRef, day: '2026-06-17' })).toMatchObject({ status: 400 })
  })

  it('has nothing new shared on it, by support or by police', async () => {
    expect(await send(caseWorker, 'make-referral', referral(forHer))).toMatchObject({
      status: 422,
      body: { rule: 'victimSupport.referral-needs-live-consent' },
    })
    expect(await send(lead, 'request-police-cooperation', request())).toMatchObject({
      status: 422,
      body: { rule: 'investigation.a-victims-data-goes-abroad-only-with-her-consent' },
    })
  })

  it('is to be asked by a day, and lists say that her word is waited for', async () => {
    expect(await renewals()).toMatchObject([{ state: 'due', key: personRef, owedBy: RECEIVING.victimSupport }])
    expect(await list('/consents', 'rows')).toMatchObject([{ consentId: forHer, state: 'awaitsHerWord' }])
    expect(await list('/caseload', 'rows')).toMatchObject([{ guardiansConsents: [{ consentId: forHer, toRenew: true }] }])
    expect(await list('/referrals', 'referrals')).toMatchObject([{ consent: 'fromBeforeMajority' }])
  })

  it('agrees herself, and then it is shared; nobody agrees for her', async () => {
    expect(await send(caseWorker, 'grant-consent', { ...consent, consentId: newId(), grantedBy: 'guardian' })).toMatchObject({
      status: 422,
      body: { rule: 'victimSupport.nobody-answers-for-one-who-is-of-age' },
    })
    await record(caseWorker, 'grant-consent', { ...consent, consentId: hers, grantedBy: 'self', assent: undefined })
    const { body } = await record(caseWorker, 'make-referral', referral(hers))
    await record(lead, 'request-police-cooperation', request())
    position = String(body['position'])
    expect(await renewals()).toMatchObject([{ state: 'met' }])
    expect(await list('/caseload', 'rows')).toMatchObject([{ guardiansConsents: [] }])
  })
})
