import { type BulkAnswer, ConsentGranted, MAX_BULK_ROWS } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { apiClient, auditor, caseWorker, investigator, leadInvestigator, newId, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { fetchOpenApi } from './openapi.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const persons = Array.from({ length: 120 }, newId)
const keyOf = (personRef: string, kind = 'opened') => `compound-7:${kind}:${personRef}`
const opening = (personRef: string) => ({
  key: keyOf(personRef),
  occurredAt: '2026-11-20',
  data: { personRef, origin: 'selfReferral', ageBand: 'adult', language: 'my', urgentNeeds: ['food', 'interpretation'] },
})
const inBulk = (caseId: string, command: string, rows: readonly unknown[], who = caseWorker): Promise<Reply> =>
  api.post(who, `/cases/${caseId}/${command}/bulk`, { rows })
const rowsOf = ({ body }: Reply) => (body as BulkAnswer).rows

describe('many commands of one kind in one request', () => {
  const caseId = newId()
  let first: Reply

  it('open a support case for each person, and found the case', async () => {
    first = await inBulk(caseId, 'open-support-case', persons.map(opening))
    expect(first.status).toBe(200)
    expect(rowsOf(first).map(({ outcome }) => outcome)).toEqual(persons.map(() => 'recorded'))
    const listed = await api.get(caseWorker, `/caseload?case=${caseId}&limit=200&min-position=${String(first.body['position'])}`)
    expect(new Set((listed.body['rows'] as { personRef: string }[]).map(({ personRef }) => personRef))).toEqual(new Set(persons))
    // Each row keeps when it happened, not when it was sent.
    const timeline = await api.get(auditor, `/cases/${caseId}/timeline?min-position=${String(first.body['position'])}`)
    const days = (timeline.body['entries'] as { occurredAt?: string }[]).map(({ occurredAt }) => occurredAt)
    expect(new Set(days)).toEqual(new Set(['2026-11-20']))
  })

  it('are recorded once, whatever is sent again: alone, in bulk, or in part', async () => {
    const again = await inBulk(caseId, 'open-support-case', [...persons.map(opening), opening(newId())])
    expect(rowsOf(again).slice(0, -1)).toEqual(rowsOf(first).map((row) => ({ ...row, repeated: true })))
    const { key, ...body } = opening(persons[0] ?? '')
    const alone = await api.post(caseWorker, `/cases/${caseId}/open-support-case`, body, { 'idempotency-key': key })
    expect(alone).toMatchObject({ status: 201, body: { events: (rowsOf(first)[0] as { events: unknown }).events } })
  })

  it('have an outcome each: refused by a rule, malformed, under a used key, or recorded', async () => {
    const [one = '', two = '', three = ''] = persons
    const consent = { ...ConsentGranted.example, grantedBy: 'self' }
    const granting = (personRef: string, more: object = {}) => ({
      key: keyOf(personRef, 'consent'),
      data: { ...consent, personRef, consentId: newId(), ...more },
    })
    const { rows } = (
      await inBulk(caseId, 'grant-consent', [
        granting(one),
        granting(newId()),
        { ...granting(two), data: { personRef: two } },
        { ...granting(three), key: keyOf(one) },
      ])
    ).body as BulkAnswer
    expect(rows.map(({ outcome }) => outcome)).toEqual(['recorded', 'refused', 'invalid', 'failed'])
    expect(rows[1]).toMatchObject({ rule: 'victimSupport.support-is-offered-first', source: expect.any(String) })
    expect(rows[2]).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ path: '$.rows[2].data.consentId' })]) })
    expect(rows[3]).toMatchObject({ problem: { type: '/problems/idempotency-key-reused' } })
  })

  it('are refused as a whole only for the request itself, with what to do', async () => {
    const one = opening(newId())
    const withKey = await api.post(
      caseWorker,
      `/cases/${caseId}/open-support-case/bulk`,
      { rows: [one] },
      { 'idempotency-key': 'one-key-for-all' },
    )
    expect(withKey).toMatchObject({ status: 400, body: { detail: expect.stringContaining('each row has a key of its own') } })
    const tooMany = Array.from({ length: MAX_BULK_ROWS + 1 }, () => one)
    expect(await inBulk(caseId, 'open-support-case', tooMany)).toMatchObject({
      status: 400,
      body: { errors: [{ path: '$.rows', detail: `has more than ${MAX_BULK_ROWS} rows: send them in several requests` }] },
    })
    expect((await inBulk(caseId, 'open-support-case', [])).status).toBe(400)
    const long = Array.from({ length: 400 }, () => ({ ...one, data: { ...one.data, note: 'x'.repeat(2_500) } }))
    expect(await inBulk(caseId, 'open-support-case', long)).toMatchObject({
      status: 413,
      body: { detail: expect.stringContaining('send fewer rows at once') },
    })
  })

  it('need the role and the part in the case that the command alone needs', async () => {
    const rows = [
      { key: keyOf('x', 'police'), data: { personRef: newId(), ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' } },
    ]
    const police = newId()
    await api.post(leadInvestigator, `/cases/${police}/open-case`, {
      data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] },
    })
    expect((await inBulk(police, 'identify-presumed-victim', rows, investigator)).status).toBe(200)
    expect((await inBulk(caseId, 'identify-presumed-victim', rows, investigator)).status).toBe(404)
    expect((await inBulk(police, 'identify-presumed-victim', rows, { ...investigator, roles: ['operator'] })).status).toBe(403)
  })

  it('are described in the OpenAPI document, with the schema of a row and an example that is accepted', async () => {
    const { paths } = await fetchOpenApi(five.urls.victimSupport)
    const described = paths['/cases/{caseId}/open-support-case/bulk']?.['post']
    const { schema, example } = described?.requestBody?.content['application/json'] ?? {}
    const body = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema)
    expect(body.safeParse(example).error).toBeUndefined()
    expect(body.safeParse({ rows: [opening(newId())] }).error).toBeUndefined()
    expect(body.safeParse({ rows: [{ data: opening(newId()).data }] }).success).toBe(false)
    const answered = described?.responses?.['200']?.content?.['application/json']?.schema
    expect(z.fromJSONSchema(answered ?? {}).safeParse(first.body).error).toBeUndefined()
  })
})

describe('the quota of an agency', () => {
  it('counts each row as a request, and says how many rows are left', async () => {
    const replica = await five.replica('victimSupport', { AGENCY_QUOTA: '20' })
    try {
      const small = apiClient({ ...five, urls: { ...five.urls, victimSupport: replica.url } })
      const send = (rows: number) =>
        small.post(caseWorker, `/cases/${newId()}/open-support-case/bulk`, { rows: Array.from({ length: rows }, () => opening(newId())) })
      const first = await send(15)
      expect([first.status, first.headers.get('ratelimit')]).toEqual([200, expect.stringMatching(/^"agency";r=5;t=\d+$/)])
      const second = await send(10)
      expect(second).toMatchObject({ status: 429, body: { detail: expect.stringContaining('4 are left: send fewer rows') } })
      expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await send(4)).status).toBe(200)
    } finally {
      await replica.stop()
    }
  })
})
