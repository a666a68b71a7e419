import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ConsentGranted, OpenCase, PresumedVictimIdentified, ReferralMade, SuspectIdentified } from '@case-timeline/contracts'
import { apiClient, auditor, caseWorker, leadInvestigator, newId, type Persona, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const [caseId, personRef, consentId] = [newId(), newId(), newId()]
const shelter: Persona = { userId: 's.abad', agencyId: 'zz-shelter', sector: 'victimSupport', roles: ['case-worker'] }

const record = (name: string, data: object, occurredAt: string): Promise<Reply> =>
  api.post(caseWorker, `/cases/${caseId}/${name}`, { data: { personRef, ...data }, occurredAt, occurredZone: 'Asia/Manila' })
const refer = (occurredAt: string): Promise<Reply> =>
  record('make-referral', { ...ReferralMade.example, personRef, referralId: newId(), toOrg: 'zz-shelter', consentId }, occurredAt)

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  const consent = {
    ...ConsentGranted.example,
    personRef,
    consentId,
    grantedBy: 'self',
    recipients: ['zz-shelter'],
    expiresAt: '2099-01-01T00:00:00Z',
  }
  const file = [
    await record('open-support-case', { origin: 'selfReferral', ageBand: 'adult' }, '2016-03-01'),
    await record('grant-consent', consent, '2016-03-10'),
    await record('withdraw-consent', { consentId, scope: 'all' }, '2016-05-10'),
  ]
  expect(file.map(({ status }) => status)).toEqual([201, 201, 201])
}, 120_000)
afterAll(() => five.stop())

describe('a paper file of 2016, recorded today, over HTTP', () => {
  it('has no referral of before the consent, nor of after the withdrawal: this one was unknown then, and that is named', async () => {
    const tooEarly = await refer('2016-03-02')
    expect(tooEarly).toMatchObject({ status: 422, body: { rule: 'victimSupport.referral-needs-live-consent' } })
    const tooLate = await refer('2016-06-01')
    expect(tooLate).toMatchObject({ status: 422, body: { rule: 'victimSupport.referral-needs-live-consent' } })
    expect(JSON.stringify(tooLate.body)).toMatch(/unknownThen:[0-9a-f-]{36}/)
  })

  it('has the referral of while the consent stood, with a warning that the consent has ended since', async () => {
    const { status, body } = await refer('2016-04-01')
    expect([status, body['warnings']]).toEqual([201, ['victimSupport.past-act-is-recorded-while-agreement-holds']])
  })

  it('gives the recipient nothing to read that the withdrawal ended, in whatever offset the time is stated', async () => {
    const referred = await refer('2016-05-10T01:00:00+14:00')
    expect(referred.status).toBe(201)
    const { body } = await api.get(shelter, `/referrals?state=open&min-position=${String(referred.body['position'])}`)
    expect(JSON.stringify(body)).not.toContain(personRef)
  })
})

describe('an arrest of 2016 of somebody who was identified as a victim two months later, recorded today, over HTTP', () => {
  const rule = 'investigation.victim-is-not-arrested-before-non-punishment-is-assessed'
  const [arrestedIn, person] = [newId(), newId()]
  const post = (name: string, data: object, occurredAt: string): Promise<Reply> =>
    api.post(leadInvestigator, `/cases/${arrestedIn}/${name}`, { data, occurredAt, occurredZone: 'Asia/Manila' })
  const warningIn = ({ warnings }: { readonly warnings?: unknown }) =>
    (warnings as readonly { readonly ruleId: string }[] | undefined)?.find(({ ruleId }) => ruleId === rule)

  it('has the warning, and the case file of police and the timeline show by which event it became known, and when', async () => {
    const identified = { ...PresumedVictimIdentified.example, personRef: person, ageBand: 'adult', ageDisputed: false }
    const file = [
      await post('open-case', OpenCase.example, '2016-03-01'),
      await post('identify-suspect', { ...SuspectIdentified.example, personRef: person }, '2016-03-02'),
      await post('identify-presumed-victim', identified, '2016-06-01'),
      await post('arrest-suspect', { personRef: person, ground: 'scamOperation', rightsRead: true }, '2016-04-01'),
    ]
    expect(file.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    expect(file[3]?.body['warnings']).toContain(rule)
    const [identification] = (file[2]?.body['events'] ?? []) as readonly { readonly id: string }[]
    const known = {
      unknownThen: { eventId: identification?.id, recordedAt: expect.stringContaining(new Date().toISOString().slice(0, 4)) },
    }
    const after = String(file[3]?.body['position'])
    const caseFile = await api.get(leadInvestigator, `/cases/${arrestedIn}?min-position=${after}`)
    expect(warningIn(caseFile.body)).toMatchObject(known)
    const timeline = await api.get(auditor, `/cases/${arrestedIn}/timeline?min-position=${after}`)
    const entries = timeline.body['entries'] as readonly { readonly type: string; readonly warnings: readonly object[] }[]
    expect(warningIn(entries.find(({ type }) => type.endsWith('.SuspectArrested')) ?? {})).toMatchObject(known)
  })
})
