import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AccessExcluded, ArrestSuspect } from '@case-timeline/contracts'
import { apiClient, leadInvestigator, newId, type Persona } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
let opening: string
const caseId = newId()
const records: Persona = { ...leadInvestigator, userId: 'p.reyes', roles: ['records-supervisor'] }
const excludedUser: Persona = { ...leadInvestigator, userId: 'j.dizon' }

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  const opened = { source: 'report', leadAgency: leadInvestigator.agencyId, suspectedPurposes: [] }
  const { status, body } = await api.post(leadInvestigator, `/cases/${caseId}/open-case`, { data: opened })
  expect(status).toBe(201)
  opening = `min-position=${String(body['position'])}`
}, 120_000)
afterAll(() => five.stop())

describe('a user who is excluded from a case', () => {
  it('loses access to the case file, the timeline and the list entry at once, with any role', async () => {
    expect((await api.get(excludedUser, `/cases/${caseId}?${opening}`)).status).toBe(200)
    const data = { ...AccessExcluded.example, userId: excludedUser.userId }
    const { status, body } = await api.post(records, `/cases/${caseId}/exclude-from-access`, { data })
    expect(status).toBe(201)
    const position = `min-position=${String(body['position'])}`

    expect((await api.get(excludedUser, `/cases/${caseId}?${position}`)).status).toBe(404)
    const token = await five.issuer.tokenFor(excludedUser)
    const timeline = await fetch(`${five.urls.auditTrail}/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${token}` } })
    expect(timeline.status).toBe(404)
    expect((await api.get(excludedUser, `/cases?${position}`)).body['cases']).toEqual([])
    expect((await api.get(leadInvestigator, `/cases?${position}`)).body['cases']).toMatchObject([{ caseId }])
  })

  it('is the one of an account that differs only in case, in every answer', async () => {
    const account: Persona = { ...leadInvestigator, userId: 'zz:l.ocampo' }
    const listsWithCase = async (persona: Persona, position: unknown): Promise<readonly string[]> => {
      const lists = ['cases', 'custody', 'deadlines']
      const answers = await Promise.all(lists.map(async (list) => api.get(persona, `/${list}?min-position=${String(position)}`)))
      return lists.filter((_, at) => JSON.stringify(answers[at]?.body).includes(caseId))
    }
    const arrest = await api.post(leadInvestigator, `/cases/${caseId}/arrest-suspect`, { data: ArrestSuspect.example })
    expect(await listsWithCase(account, arrest.body['position'])).toEqual(['cases', 'custody', 'deadlines'])
    const data = { ...AccessExcluded.example, userId: 'ZZ:L.Ocampo' }
    const { body } = await api.post(records, `/cases/${caseId}/exclude-from-access`, { data })
    expect((await api.get(account, `/cases/${caseId}?min-position=${String(body['position'])}`)).status).toBe(404)
    expect(await listsWithCase(account, body['position'])).toEqual([])
    expect(await listsWithCase(leadInvestigator, body['position'])).toEqual(['cases', 'custody', 'deadlines'])
  })

  it('is not named in the case file that others read', async () =>
    expect(JSON.stringify((await api.get(leadInvestigator, `/cases/${caseId}`)).body)).not.toContain(excludedUser.userId))
})

describe('a note in the record of a case', () => {
  it('is added after another replica added one: the guard of the admission is on the same record', async () => {
    const other = await five.replica('investigation')
    const viaOther = apiClient({ ...five, urls: { ...five.urls, investigation: other.url } })
    const note = { data: { text: 'seen by both replicas' } }
    for (const via of [api, viaOther, api, viaOther])
      expect((await via.post(leadInvestigator, `/cases/${caseId}/add-case-note`, note)).status).toBe(201)
    await other.stop()
  })
})
