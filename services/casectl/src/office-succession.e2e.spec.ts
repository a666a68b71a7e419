import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CaseTransferred, OfficeRegistered, SuspectIdentified, type ServiceName } from '@case-timeline/contracts'
import { apiClient, auditor, leadInvestigator, newId, type Persona, registerOffices, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  await registerOffices(api, [leadInvestigator])
}, 120_000)
afterAll(() => five.stop())

const user = (userId: string, agencyId: string, sector: ServiceName, ...roles: string[]): Persona => ({ userId, agencyId, sector, roles })
const manila = user('r.manila', 'zz-court-manila', 'adjudication', 'registrar', 'judge')
/** Reactions, one after another, give the cases. */
const GIVEN_WITHIN_MS = 60_000
/** Waits until the services have given a case to an office. */
const untilFound = async (who: Persona, id: string): Promise<void> =>
  expect(
    await retrying(
      GIVEN_WITHIN_MS,
      () => api.get(who, `/cases/${id}`),
      ({ status }) => status === 200,
    ),
  ).toMatchObject({ status: 200 })

describe('an office that is merged into another', () => {
  const registrars = ['k.one', 'k.two'].map((userId) => user(userId, 'zz-audit', 'auditTrail', 'records-supervisor'))
  const [first, second] = registrars as [Persona, Persona]
  const unit = user('u.unit', 'zz-unit', 'investigation', 'lead-investigator', 'investigator', 'records-supervisor')
  const bureau = user('b.bureau', 'zz-bureau', 'investigation', 'lead-investigator', 'investigator', 'records-supervisor')
  const ofUnit = newId()
  const ofPolice = newId()
  const successionId = newId()
  let suspectId = ''
  const registry = async (who: Persona, command: string, data: object): Promise<Reply> => api.post(who, `/offices/${command}`, { data })

  it('is entered in the register, which agencies of every sector can read', async () => {
    for (const who of [unit, bureau])
      expect(
        (await registry(first, 'register-office', { ...OfficeRegistered.example, officeId: who.agencyId, sector: 'investigation' })).status,
      ).toBe(201)
    const authorization = `Bearer ${await five.issuer.tokenFor(manila)}`
    const list = await fetch(`${five.urls.auditTrail}/offices?sector=investigation&area=PH-CEB`, { headers: { authorization } })
    const body = (await list.json()) as Readonly<Record<string, unknown>>
    expect((body['offices'] as { officeId: string }[]).map(({ officeId }) => officeId)).toEqual(['zz-bureau', 'zz-police', 'zz-unit'])
  })

  it('is not given a successor to which no case could go: a mistyped one, one of another sector, or the office that it succeeds', async () => {
    const court = { ...OfficeRegistered.example, officeId: 'zz-court-south', sector: 'adjudication' }
    expect((await registry(first, 'register-office', court)).status).toBe(201)
    const propose = (officeId: string, successor: string, id: string = newId()) =>
      registry(first, 'propose-succession', { successionId: id, officeId, successor, reason: 'merged', basis: 'EO-2026-1' })
    const unknown = (detail: string) => ({
      status: 422,
      body: { type: '/problems/unknown-office', detail: expect.stringContaining(detail) },
    })
    expect(await propose(unit.agencyId, 'zz-bureua')).toMatchObject(unknown('zz-bureua is no office of investigation in the register'))
    expect(await propose(unit.agencyId, court.officeId)).toMatchObject(unknown('GET /offices?sector=investigation'))
    const id = newId()
    expect((await propose(bureau.agencyId, unit.agencyId, id)).status).toBe(201)
    expect(await propose(unit.agencyId, bureau.agencyId)).toMatchObject(unknown('withdraw-succession'))
    const withdrawal = { successionId: id, officeId: bureau.agencyId, reasonCode: 'wrongOffice' }
    expect((await registry(first, 'withdraw-succession', withdrawal)).status).toBe(201)
  })

  it('keeps its cases until a second person confirms the succession', async () => {
    const opening = { source: 'report', leadAgency: unit.agencyId, suspectedPurposes: [] }
    const opened = await api.post(unit, `/cases/${ofUnit}/open-case`, { data: opening })
    await api.post(leadInvestigator, `/cases/${ofPolice}/open-case`, { data: { ...opening, leadAgency: 'zz-police' } })
    await api.post(leadInvestigator, `/cases/${ofPolice}/admit-office`, { data: { office: unit.agencyId, capacity: 'assistance' } })
    const identified = await api.post(unit, `/cases/${ofUnit}/identify-suspect`, { data: SuspectIdentified.example })
    suspectId = (identified.body['events'] as { id: string }[])[0]?.id ?? ''
    const proposal = { successionId, officeId: unit.agencyId, successor: bureau.agencyId, reason: 'merged', basis: 'EO-2026-1' }
    expect((await registry(first, 'propose-succession', proposal)).status).toBe(201)
    expect(await registry(first, 'confirm-succession', { successionId, officeId: unit.agencyId })).toMatchObject({
      status: 422,
      body: { rule: 'auditTrail.another-person-confirms-succession' },
    })
    expect((await api.get(bureau, `/cases/${ofUnit}?min-position=${String(opened.body['position'])}`)).status).toBe(404)
  })

  it('gives every case to its successor, which has and corrects what the office recorded', async () => {
    expect((await registry(second, 'confirm-succession', { successionId, officeId: unit.agencyId })).status).toBe(201)
    for (const id of [ofUnit, ofPolice]) await untilFound(bureau, id)
    // The gate knows of the transfer at once, the case file a moment later.
    const fileOfUnit = async () => (await api.get(bureau, `/cases/${ofUnit}`)).body
    expect(await retrying(GIVEN_WITHIN_MS, fileOfUnit, ({ namedOffice }) => namedOffice === bureau.agencyId)).toMatchObject({
      namedOffice: bureau.agencyId,
      formerOffices: [unit.agencyId],
    })
    // A case in which the office only took part stays with the office that has it.
    expect((await api.get(bureau, `/cases/${ofPolice}`)).body).toMatchObject({ namedOffice: 'zz-police' })
    const correction = { correctsId: suspectId, reasonCode: 'clericalError', data: SuspectIdentified.example, occurredAt: '2026-01-02' }
    const requested = async (who: Persona) => api.post(who, `/cases/${ofUnit}/correct-event`, { data: correction })
    expect(await requested(unit)).toMatchObject({ status: 422, body: { rule: 'case.only-recording-agency-corrects' } })
    expect((await requested(bureau)).status).toBe(202)
  })

  it('gives a case once more that comes back to it, because the transfer is retracted', async () => {
    const transfers = async () => {
      const { body } = await api.get(auditor, `/cases/${ofUnit}/timeline?order=recorded`)
      return (body['entries'] as { id: string; type: string }[]).filter(({ type }) => type === CaseTransferred.type)
    }
    const [given] = await transfers()
    const retraction = { retractsId: given?.id, reasonCode: 'clericalError' }
    const another = { ...bureau, userId: 'b.second' }
    expect(await api.postByTwo(bureau, another, `/cases/${ofUnit}/retract-event`, { data: retraction })).toMatchObject({ status: 201 })
    expect(await retrying(GIVEN_WITHIN_MS, transfers, ({ length }) => length >= 2)).toHaveLength(2)
    await untilFound(bureau, ofUnit)
  })

  it('is not addressed any more, nor is an office that the register does not have', async () => {
    const admit = (office: string) =>
      api.post(leadInvestigator, `/cases/${ofPolice}/admit-office`, { data: { office, capacity: 'assistance' } })
    expect(await admit('zz-bureua')).toMatchObject({ status: 422, body: { type: '/problems/unknown-office' } })
    expect(await admit(unit.agencyId)).toMatchObject({ status: 422, body: { detail: expect.stringContaining('Address zz-bureau') } })
  })

  it('passes on what is addressed to it afterwards', async () => {
    const later = newId()
    await api.post(leadInvestigator, `/cases/${later}/open-case`, {
      data: { source: 'report', leadAgency: unit.agencyId, suspectedPurposes: [] },
    })
    await untilFound(bureau, later)
  })
})
