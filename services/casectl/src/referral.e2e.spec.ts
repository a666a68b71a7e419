import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ConsentGranted, PresumedVictimIdentified, ReferralMade } from '@case-timeline/contracts'
import { waitUntil } from '@case-timeline/feed/fixtures'
import { apiClient, caseWorker, leadInvestigator, newId, type Persona, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const shelter: Persona = { userId: 's.abad', agencyId: 'zz-shelter', sector: 'victimSupport', roles: ['case-worker'] }
const clinic: Persona = { ...shelter, userId: 'd.ong', agencyId: 'zz-clinic' }
const [caseId, personRef, consentId, referralId] = [newId(), newId(), newId(), newId()]

const command = (who: Persona, name: string, data: unknown): Promise<Reply> => api.post(who, `/cases/${caseId}/${name}`, { data })
const positionAfter = ({ status, body }: Reply): string => {
  expect(status).toBe(201)
  return `min-position=${String(body['position'])}`
}
const openReferrals = async (who: Persona, position: string) => (await api.get(who, `/referrals?state=open&${position}`)).body['referrals']

/** Waits until the reaction to the victim's identification has recorded its offer of support. */
const waitForSupportOffer = (position: string): Promise<void> =>
  waitUntil('support was offered', async () => {
    const { body } = await api.get(caseWorker, `/cases/${caseId}?${position}`)
    return (body['persons'] as { support?: object }[] | undefined)?.some(({ support }) => support !== undefined) ?? false
  })

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  await command(leadInvestigator, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })
  const identified = await command(leadInvestigator, 'identify-presumed-victim', {
    ...PresumedVictimIdentified.example,
    personRef,
    ageBand: 'adult',
    ageDisputed: false,
  })
  await waitForSupportOffer(positionAfter(identified))
}, 120_000)
afterAll(() => five.stop())

describe('a referral', () => {
  const referral = { ...ReferralMade.example, referralId, personRef, toOrg: 'zz-shelter', consentId }

  it('is visible to the organisation that it names, which does not get access to the case', async () => {
    expect((await api.get(shelter, `/cases/${caseId}`)).status).toBe(404)
    const consent = {
      ...ConsentGranted.example,
      consentId,
      personRef,
      grantedBy: 'self',
      recipients: ['zz-shelter'],
      expiresAt: '2099-01-01T00:00:00Z',
    }
    positionAfter(await command(caseWorker, 'grant-consent', consent))
    const position = positionAfter(await command(caseWorker, 'make-referral', referral))
    expect((await api.get(shelter, `/cases/${caseId}?${position}`)).status).toBe(404)
    expect((await api.get(clinic, `/cases/${caseId}?${position}`)).status).toBe(404)
    expect(await openReferrals(shelter, position)).toMatchObject([{ referralId, state: 'made', consent: 'asGiven' }])
    expect(await openReferrals(caseWorker, position)).toMatchObject([{ referralId }])
    expect(await openReferrals(clinic, position)).toEqual([])
  })

  it('gives no access to an agency of another sector', async () => {
    const police: Persona = { ...shelter, agencyId: 'zz-harbour-police', sector: 'investigation', roles: ['investigator'] }
    const [consent, toOrg] = [newId(), police.agencyId]
    positionAfter(
      await command(caseWorker, 'grant-consent', {
        ...ConsentGranted.example,
        consentId: consent,
        personRef,
        grantedBy: 'self',
        recipients: [toOrg],
        expiresAt: '2099-01-01T00:00:00Z',
      }),
    )
    positionAfter(await command(caseWorker, 'make-referral', { ...referral, referralId: newId(), toOrg, consentId: consent }))
    const token = await five.issuer.tokenFor(police)
    const timeline = await fetch(`${five.urls.auditTrail}/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${token}` } })
    expect(timeline.status).toBe(404)
    expect((await api.get(police, `/cases/${caseId}`)).status).toBe(404)
  })

  it('is shown to the organisation with the state of the consent after its withdrawal', async () => {
    const position = positionAfter(await command(caseWorker, 'withdraw-consent', { consentId, personRef, scope: 'all' }))
    expect(await openReferrals(shelter, position)).toMatchObject([{ referralId, consent: 'withdrawn' }])
  })

  it('is refused by a rule without a consent in force', async () => {
    const again = await command(caseWorker, 'make-referral', { ...referral, referralId: newId() })
    expect(again).toMatchObject({ status: 422, body: { rule: expect.stringContaining('consent') } })
  })
})
