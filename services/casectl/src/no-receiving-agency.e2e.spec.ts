import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { PresumedVictimIdentified } from '@case-timeline/contracts'
import { apiClient, leadInvestigator, newId, type Persona, recordsSupervisor } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', { jurisdiction: 'ZZ', receivingAgencies: {} })
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const shelter: Persona = { userId: 's.north', agencyId: 'zz-shelter-north', sector: 'victimSupport', roles: ['support-lead'] }
const formerReceiver: Persona = { ...shelter, userId: 's.any', agencyId: 'zz-support' }
const operator: Persona = { ...formerReceiver, userId: 'o.cruz', roles: ['operator'] }

/** Records an identification in a new case. @returns the case, and the event */
const identified = async (document: object) => {
  const caseId = newId()
  const opening = { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] }
  await api.post(leadInvestigator, `/cases/${caseId}/open-case`, { data: opening })
  const data = { ...PresumedVictimIdentified.example, personRef: newId(), ...document }
  const { status, body } = await api.post(leadInvestigator, `/cases/${caseId}/identify-presumed-victim`, { data })
  expect(status).toBe(201)
  return { caseId, data, eventId: (body['events'] as { id: string }[])[0]!.id }
}

const sees = async (who: Persona, caseId: string): Promise<boolean> => (await api.get(who, `/cases/${caseId}`)).status === 200

const eventually = (isSo: () => Promise<boolean>): Promise<boolean> => retrying(40_000, isSo, (found) => found)

interface Parked {
  readonly consumer: string
  readonly caseKey: string
  readonly reason: string
}
const parked = async (caseId: string): Promise<Parked | undefined> =>
  ((await api.get(operator, '/admin/parked')).body as unknown as readonly Parked[]).find(({ caseKey }) => caseKey === caseId)

describe('a deployment without a receiving agency', () => {
  it('brings a document to the office that it names', async () => {
    const { caseId } = await identified({ supportOffice: shelter.agencyId })
    expect(await eventually(() => sees(shelter, caseId))).toBe(true)
    expect(await sees(formerReceiver, caseId)).toBe(false)
  })

  it('gives one that names no office to nobody, shows it to operators, and delivers it once it is corrected', async () => {
    const { caseId, data, eventId } = await identified({})
    expect(await eventually(async () => (await parked(caseId)) !== undefined)).toBe(true)
    const found = await parked(caseId)
    expect(found?.reason).toContain('names no office, and no office of victimSupport has its case')
    expect(await sees(formerReceiver, caseId)).toBe(false)

    const correction = { correctsId: eventId, data: { ...data, supportOffice: shelter.agencyId }, reasonCode: 'officeMissing' }
    const sent = await api.postByTwo(recordsSupervisor, { ...recordsSupervisor, userId: 'p.second' }, `/cases/${caseId}/correct-event`, {
      data: correction,
    })
    expect(sent.status).toBe(201)
    const retry = `/admin/parked/${encodeURIComponent(found?.consumer ?? '')}/${caseId}/retry`
    expect((await api.post(operator, retry, {})).body).toMatchObject({ remaining: 0 })
    expect(await eventually(() => sees(shelter, caseId))).toBe(true)
  })
})
