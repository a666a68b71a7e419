import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ConsentGranted, MajorityReached, PresumedVictimIdentified, ReferralMade, RequestPoliceCooperation } from '@case-timeline/contracts'
import { apiClient, caseWorker, leadInvestigator, newId, type Persona, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices, RECEIVING } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const [personRef, guardianRef, guardianConsentId, ownConsentId] = [newId(), newId(), newId(), newId()]
const shelter = 'zz-shelter'

const submit = (who: Persona, command: string, data: object): Promise<Reply> => api.post(who, `/cases/${caseId}/${command}`, { data })
let position = '0'
const record = async (who: Persona, command: string, data: object): Promise<Reply> => {
  const reply = await submit(who, command, data)
  expect(reply).toMatchObject({ status: 201 })
  position = String(reply.body['position'])
  return reply
}
const list = async (path: string, member: string): Promise<readonly unknown[]> => {
  const { status, body } = await api.get(caseWorker, `${path}?case=${caseId}&min-position=${position}`)
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

describe('a victim who comes of age while a guardian’s consent is in force', () => {
  beforeAll(async () => {
    await record(leadInvestigator, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] })
    await record(leadInvestigator, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef, ageBand: 'child' })
    // A reaction opens the support case first.
    const appoint = () => submit(caseWorker, 'appoint-guardian', { personRef, guardianRef })
    expect(await retrying(40_000, appoint, ({ status }) => status === 201)).toMatchObject({ status: 201 })
    await record(caseWorker, 'grant-consent', { ...consent, consentId: guardianConsentId, grantedBy: 'guardian', assent: 'given' })
    await record(caseWorker, 'make-referral', referral(guardianConsentId))
    await record(leadInvestigator, 'request-police-cooperation', request())
  }, 60_000)

  it('is recorded as of age once, without a birthday', async () => {
    const { body } = await record(caseWorker, 'record-majority', { personRef })
    expect(body['events']).toMatchObject([{ type: MajorityReached.type }])
    expect((await submit(caseWorker, 'record-majority', { personRef })).body).toMatchObject({ events: [] })
    expect(await submit(caseWorker, 'record-majority', { personRef, day: '2026-06-17' })).toMatchObject({ status: 400 })
  })

  it('has no data shared on the guardian’s consent any more, by victim support or the police', async () => {
    expect(await submit(caseWorker, 'make-referral', referral(guardianConsentId))).toMatchObject({
      status: 422,
      body: { rule: 'victimSupport.referral-needs-live-consent' },
    })
    expect(await submit(leadInvestigator, 'request-police-cooperation', request())).toMatchObject({
      status: 422,
      body: { rule: 'investigation.victim-data-goes-abroad-only-with-consent' },
    })
  })

  it('has a deadline for the renewal of the consent, and is marked in the lists as pending renewal', async () => {
    expect(await renewals()).toMatchObject([{ state: 'due', key: personRef, owedBy: RECEIVING.victimSupport }])
    expect(await list('/consents', 'rows')).toMatchObject([{ consentId: guardianConsentId, state: 'pendingRenewal' }])
    expect(await list('/caseload', 'rows')).toMatchObject([{ guardiansConsents: [{ consentId: guardianConsentId, toRenew: true }] }])
    expect(await list('/referrals', 'referrals')).toMatchObject([{ consent: 'fromBeforeMajority' }])
  })

  it('can consent to sharing, and no guardian can consent in place of the adult', async () => {
    expect(await submit(caseWorker, 'grant-consent', { ...consent, consentId: newId(), grantedBy: 'guardian' })).toMatchObject({
      status: 422,
      body: { rule: 'victimSupport.guardian-does-not-consent-for-adult' },
    })
    await record(caseWorker, 'grant-consent', { ...consent, consentId: ownConsentId, grantedBy: 'self', assent: undefined })
    const { body } = await record(caseWorker, 'make-referral', referral(ownConsentId))
    await record(leadInvestigator, 'request-police-cooperation', request())
    position = String(body['position'])
    expect(await renewals()).toMatchObject([{ state: 'met' }])
    expect(await list('/caseload', 'rows')).toMatchObject([{ guardiansConsents: [] }])
  })
})
