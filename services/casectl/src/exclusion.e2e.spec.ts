import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AccessExcluded } from '@case-timeline/contracts'
import { calling, lead, newId, type Persona } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let ask: ReturnType<typeof calling>
let opening: string
const caseId = newId()
const records: Persona = { ...lead, userId: 'p.reyes', roles: ['records-supervisor'] }
const relative: Persona = { ...lead, userId: 'j.dizon' }

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
  const opened = { source: 'report', leadAgency: lead.agencyId, suspectedPurposes: [] }
  const { status, body } = await ask.post(lead, `/cases/${caseId}/open-case`, { data: opened })
  expect(status).toBe(201)
  opening = `min-position=${String(body['position'])}`
}, 120_000)
afterAll(() => five.stop())

describe('a user who is excluded from a case', () => {
  it('sees it no more from that moment, whatever his roles: not the file, not the timeline, not in a list', async () => {
    expect((await ask.get(relative, `/cases/${caseId}?${opening}`)).status).toBe(200)
    const data = { ...AccessExcluded.example, userId: relative.userId }
    const { status, body } = await ask.post(records, `/cases/${caseId}/exclude-from-access`, { data })
    expect(status).toBe(201)
    const position = `min-position=${String(body['position'])}`

    expect((await ask.get(relative, `/cases/${caseId}?${position}`)).status).toBe(404)
    const token = await five.issuer.tokenFor(relative)
    const timeline = await fetch(`${five.urls.auditTrail}/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${token}` } })
    expect(timeline.status).toBe(404)
    expect((await ask.get(relative, `/cases?${position}`)).body['cases']).toEqual([])
    expect((await ask.get(lead, `/cases?${position}`)).body['cases']).toMatchObject([{ caseId }])
  })

  it('records nothing in it either, and is not told why', async () => {
    const answer = await ask.post(relative, `/cases/${caseId}/collect-evidence`, { data: {} })
    const unknown = await ask.post(relative, `/cases/${newId()}/collect-evidence`, { data: {} })
    expect(answer.status).toBe(404)
    expect(answer.body).toMatchObject({ type: unknown.body['type'], detail: unknown.body['detail'] })
  })

  it('is named to nobody in the case file', async () =>
    expect(JSON.stringify((await ask.get(lead, `/cases/${caseId}`)).body)).not.toContain(relative.userId))
})
