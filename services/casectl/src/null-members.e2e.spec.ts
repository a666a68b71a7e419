import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { IdentifyPresumedVictim } from '@case-timeline/contracts'
import { apiClient, caseWorker, leadInvestigator, newId, newKey, recordsSupervisor } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const caseId = newId()
const opening = { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] }

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  expect((await api.post(leadInvestigator, `/cases/${caseId}/open-case`, { data: opening })).status).toBe(201)
}, 120_000)
afterAll(() => five.stop())

const identify = `/cases/${caseId}/identify-suspect`
const suspect = () => ({ personRef: newId(), kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] })

describe('a null in a command', () => {
  it('means that the optional member is absent: a retry with it and one without are the same command', async () => {
    const key = newKey()
    const data = suspect()
    const sent = await api.post(
      leadInvestigator,
      identify,
      { data, occurredAt: null, occurredZone: null, overrides: null },
      { 'idempotency-key': key },
    )
    expect(sent.status).toBe(201)
    const again = await api.post(leadInvestigator, identify, { data }, { 'idempotency-key': key })
    expect([again.status, again.body['events']]).toEqual([201, sent.body['events']])
    const other = await api.post(leadInvestigator, identify, { data, occurredAt: '2026' }, { 'idempotency-key': key })
    expect([other.status, other.body['type']]).toEqual([422, '/problems/idempotency-key-reused'])
  })

  it('is not recorded', async () => {
    const data = { ...IdentifyPresumedVictim.example, personRef: newId() }
    const nulled = {
      ...data,
      ...Object.fromEntries(Object.keys(IdentifyPresumedVictim.data.shape).flatMap((name) => (name in data ? [] : [[name, null]]))),
    }
    const { status } = await api.post(leadInvestigator, `/cases/${caseId}/identify-presumed-victim`, { data: nulled })
    expect(status).toBe(201)
    const file = await api.get(leadInvestigator, `/cases/${caseId}/events?after=0`)
    expect(JSON.stringify(file.body)).not.toContain('null')
  })

  it('is refused with 400 for a required member, which the answer names', async () => {
    const { status, body } = await api.post(leadInvestigator, identify, { data: { ...suspect(), kind: null } })
    expect([status, body['errors']]).toEqual([
      400,
      [{ path: '$.data.kind', detail: 'is null: the member is required, and null means absent' }],
    ])
  })

  it('means absent in a row of a bulk request, which is a retry of the command alone', async () => {
    const supportCase = newId()
    const key = newKey()
    const data = { personRef: newId(), origin: 'selfReferral' }
    const alone = await api.post(caseWorker, `/cases/${supportCase}/open-support-case`, { data }, { 'idempotency-key': key })
    expect(alone.status).toBe(201)
    const { body } = await api.post(caseWorker, `/cases/${supportCase}/open-support-case/bulk`, {
      rows: [{ key, occurredAt: null, data: { ...data, urgentNeeds: null } }],
    })
    expect(body['rows']).toMatchObject([{ outcome: 'recorded', repeated: true, events: alone.body['events'] }])
  })

  it('means absent in the data of a correction', async () => {
    const data = suspect()
    const recorded = await api.post(leadInvestigator, identify, { data })
    const [{ id } = { id: '' }] = recorded.body['events'] as { id: string }[]
    const correction = { correctsId: id, reasonCode: 'typingError', data: { ...data, roleInProcess: ['Transporter'], nationality: null } }
    const key = newKey()
    const sent = await api.post(recordsSupervisor, `/cases/${caseId}/correct-event`, { data: correction }, { 'idempotency-key': key })
    const { nationality: _, ...plain } = correction.data
    const again = await api.post(
      recordsSupervisor,
      `/cases/${caseId}/correct-event`,
      { data: { ...correction, data: plain } },
      { 'idempotency-key': key },
    )
    expect([again.status, again.body['events']]).toEqual([sent.status, sent.body['events']])
    expect([201, 202]).toContain(sent.status)
  })
})

describe('a time that nobody can read', () => {
  it('is answered in words', async () => {
    const { status, body } = await api.post(leadInvestigator, identify, { data: suspect(), occurredAt: '20/11/2026' })
    expect([status, body['errors']]).toEqual([
      400,
      [
        {
          path: '$.occurredAt',
          detail: 'must be a year, month, day or time with offset, such as 2026, 2026-11, 2026-11-20 or 2026-11-20T09:30:00+08:00',
        },
      ],
    ])
  })
})
