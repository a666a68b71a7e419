import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ConsentGranted, PresumedVictimIdentified, ReferralMade } from '@case-timeline/contracts'
import { calling, caseWorker, lead, newId, type Persona, type Reply } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let ask: ReturnType<typeof calling>
const shelter: Persona = { userId: 's.abad', agencyId: 'zz-shelter', sector: 'victimSupport', roles: ['case-worker'] }
const clinic: Persona = { ...shelter, userId: 'd.ong', agencyId: 'zz-clinic' }
const [caseId, personRef, consentId, referralId] = [newId(), newId(), newId(), newId()]

const command = (who: Persona, name: string, data: unknown): Promise<Reply> => ask.post(who, `/cases/${caseId}/${name}`, { data })
const after = ({ status, body }: Reply): string => {
  expect(status).toBe(201)
  return `min-position=${String(body['position'])}`
}
const open = async (who: Persona, position: string) => (await ask.get(who, `/referrals?state=open&${position}`)).body['referrals']

/** The reaction to her identification has recorded its offer. */
const supportIsOffered = async (position: string): Promise<void> => {
  for (let left = 100; left > 0; left--) {
    const { body } = await ask.get(caseWorker, `/cases/${caseId}?${position}`)
    if ((body['persons'] as { support?: object }[] | undefined)?.some(({ support }) => support !== undefined)) return
    await pause(50)
  }
  throw new Error('no support was offered within 5 seconds')
}

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
  await command(lead, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })
  const identified = await command(lead, 'identify-presumed-victim', {
    ...PresumedVictimIdentified.example,
    personRef,
    ageBand: 'adult',
    ageDisputed: false,
  })
  await supportIsOffered(after(identified))
}, 120_000)
afterAll(() => five.stop())

describe('a referral', () => {
  const referral = { ...ReferralMade.example, referralId, personRef, toOrg: 'zz-shelter', consentId }

  it('shows itself to the organisation that is named, and the case to nobody new', async () => {
    expect((await ask.get(shelter, `/cases/${caseId}`)).status).toBe(404)
    const consent = {
      ...ConsentGranted.example,
      consentId,
      personRef,
      grantedBy: 'self',
      recipients: ['zz-shelter'],
      expiresAt: '2099-01-01T00:00:00Z',
    }
    after(await command(caseWorker, 'grant-consent', consent))
    const position = after(await command(caseWorker, 'make-referral', referral))
    expect((await ask.get(shelter, `/cases/${caseId}?${position}`)).status).toBe(404)
    expect((await ask.get(clinic, `/cases/${caseId}?${position}`)).status).toBe(404)
    expect(await open(shelter, position)).toMatchObject([{ referralId, state: 'made', consent: 'asGiven' }])
    expect(await open(caseWorker, position)).toMatchObject([{ referralId }])
    expect(await open(clinic, position)).toEqual([])
  })

  it('opens nothing to an agency of another sector, which does not see it', async () => {
    const police: Persona = { ...shelter, agencyId: 'zz-harbour-police', sector: 'investigation', roles: ['investigator'] }
    const [consent, toOrg] = [newId(), police.agencyId]
    after(
      await command(caseWorker, 'grant-consent', {
        ...ConsentGranted.example,
        consentId: consent,
        personRef,
        grantedBy: 'self',
        recipients: [toOrg],
        expiresAt: '2099-01-01T00:00:00Z',
      }),
    )
    after(await command(caseWorker, 'make-referral', { ...referral, referralId: newId(), toOrg, consentId: consent }))
    const token = await five.issuer.tokenFor(police)
    const timeline = await fetch(`${five.urls.auditTrail}/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${token}` } })
    expect(timeline.status).toBe(404)
    expect((await ask.get(police, `/cases/${caseId}`)).status).toBe(404)
  })

  it('shows to those who still have to act that her consent was taken back', async () => {
    const position = after(await command(caseWorker, 'withdraw-consent', { consentId, personRef, scope: 'all' }))
    expect(await open(shelter, position)).toMatchObject([{ referralId, consent: 'withdrawn' }])
  })

  it('is refused once no consent covers it, and the refusal names the rule', async () => {
    const again = await command(caseWorker, 'make-referral', { ...referral, referralId: newId() })
    expect(again).toMatchObject({ status: 422, body: { rule: expect.stringContaining('consent') } })
  })
})
