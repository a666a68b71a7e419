import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEVELOPMENT_KEY_ID } from '@case-timeline/access'
import { type CryptoKey, SignJWT, UnsecuredJWT, generateKeyPair } from 'jose'
import { auditor, apiClient, leadInvestigator, newId, newKey, recordsSupervisor, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const caseId = newId()
const opening = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] } }
const suspect = () => ({ data: { personRef: newId(), kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] } })

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  const opened = await api.post(leadInvestigator, `/cases/${caseId}/open-case`, opening)
  expect(opened.status).toBe(201)
}, 120_000)
afterAll(() => five.stop())

/** The position of the last event: unchanged while nothing is recorded. */
const lastPosition = async (): Promise<unknown> => (await api.get(auditor, '/events?after=0&limit=1000')).headers.get('position')

const withoutNewEvents = async (request: () => Promise<Reply>): Promise<Reply> => {
  const before = await lastPosition()
  const reply = await request()
  expect(await lastPosition()).toBe(before)
  return reply
}
const refused = async (request: () => Promise<Reply>): Promise<Reply> => {
  const reply = await withoutNewEvents(request)
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(reply.body['status']).toBe(reply.status)
  expect(reply.body['correlationId']).toBe(reply.headers.get('x-correlation-id'))
  return reply
}
const problem = ({ status, body }: Reply) => [status, body['type']]
const identify = `/cases/${caseId}/identify-suspect`

describe('a malformed request to a command endpoint', () => {
  it.each([
    ['malformed JSON', '{"data": {'],
    ['text that is not JSON', 'data=1'],
    ['an empty body', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a __proto__ member', '{"__proto__": {"admin": true}, "data": {}}'],
  ])('with %s as body is rejected with 400, and nothing is recorded', async (_, body) => {
    expect(problem(await refused(() => api.post(leadInvestigator, identify, body)))).toEqual([400, '/problems/malformed-request'])
  })

  it('with wrong types is rejected with 400 and the JSON path of each', async () => {
    const reply = await refused(() =>
      api.post(leadInvestigator, identify, { data: { personRef: 7, kind: 'robot', roleInProcess: 'boss' }, note: 'hi' }),
    )
    expect(problem(reply)).toEqual([400, '/problems/malformed-request'])
    const paths = (reply.body['errors'] as { path: string }[]).map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['$.data.personRef', '$.data.kind', '$.data.roleInProcess', '$']))
  })

  it('with free text in place of a date is rejected with 400', async () => {
    const body = { ...suspect(), occurredAt: 'last week, according to a neighbour' }
    expect(problem(await refused(() => api.post(leadInvestigator, identify, body)))).toEqual([400, '/problems/malformed-request'])
  })

  it('with a time zone that does not exist is rejected with 400', async () => {
    const body = { ...suspect(), occurredAt: '2026-03-02', occurredZone: 'Nowhere/Land' }
    const reply = await refused(() => api.post(leadInvestigator, identify, body))
    expect(problem(reply)).toEqual([400, '/problems/malformed-request'])
    expect(reply.body['errors']).toMatchObject([{ path: '$.occurredZone' }])
  })

  it('with data nested 100,000 levels deep is rejected with 400', async () => {
    const data = { correctsId: newId(), data: 0, reasonCode: 'clericalError' }
    const body = JSON.stringify({ data }).replace('"data":0', `"data":${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect(problem(await refused(() => api.post(recordsSupervisor, `/cases/${caseId}/correct-event`, body)))).toEqual([
      400,
      '/problems/malformed-request',
    ])
  })

  it.each([
    ['longer than the limit', `/cases/${'a'.repeat(500)}/identify-suspect`],
    ['not decodable', '/cases/%zz/identify-suspect'],
  ])('to an address that is %s is rejected with 400', async (_, address) => {
    const reply = await withoutNewEvents(() => api.post(leadInvestigator, address, suspect()))
    expect(problem(reply)).toEqual([400, '/problems/malformed-request'])
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  })

  it('with a malformed case id is rejected with 400', async () => {
    expect(problem(await refused(() => api.post(leadInvestigator, '/cases/..%2F..%2Fetc/identify-suspect', suspect())))).toEqual([
      400,
      '/problems/malformed-request',
    ])
  })

  it.each([
    ['if-match', '3'],
    ['if-match', 'W/3'],
    ['if-none-match', '"3"'],
    ['idempotency-key', 'short'],
    ['idempotency-key', 'k'.repeat(129)],
  ])('with the header %s: %s is rejected with 400', async (name, value) => {
    expect(problem(await refused(() => api.post(leadInvestigator, identify, suspect(), { [name]: value })))).toEqual([
      400,
      '/problems/malformed-request',
    ])
  })
})

describe('a request that the service does not accept', () => {
  it('is rejected with 404 when the command does not exist', async () =>
    expect(problem(await refused(() => api.post(leadInvestigator, `/cases/${caseId}/pardon-suspect`, suspect())))).toEqual([
      404,
      '/problems/not-found',
    ]))

  it('is rejected with 413 when the body has 10 MB', async () => {
    const huge = JSON.stringify({ data: { personRef: 'x'.repeat(10_000_000) } })
    expect(problem(await refused(() => api.post(leadInvestigator, identify, huge)))).toEqual([413, '/problems/too-large'])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    'is rejected with 415 when the body is %s',
    async (type) => {
      const reply = await refused(() => api.post(leadInvestigator, identify, JSON.stringify(suspect()), { 'content-type': type }))
      expect(problem(reply)).toEqual([415, '/problems/unsupported-media-type'])
    },
  )
})

describe('a token that does not authenticate the caller', () => {
  const claims = { agency: leadInvestigator.agencyId, sector: leadInvestigator.sector, roles: leadInvestigator.roles }
  const signedToken = async (issuer: string, key: CryptoKey) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: DEVELOPMENT_KEY_ID })
      .setSubject(leadInvestigator.userId)
      .setIssuer(issuer)
      .setAudience(five.issuer.audience)
      .setExpirationTime('5m')
      .sign(key)
  const tokens: readonly (readonly [string, () => Promise<string>])[] = [
    ['missing', async () => ''],
    ['of another scheme', async () => 'Basic bS5zYW50b3M6aHVudGVyMg=='],
    ['expired', async () => `Bearer ${await five.issuer.tokenFor(leadInvestigator, -60)}`],
    [
      'of an unknown issuer',
      async () => `Bearer ${await signedToken('https://evil.example', (await generateKeyPair('EdDSA')).privateKey)}`,
    ],
    ['signed by another key', async () => `Bearer ${await signedToken(five.issuer.issuer, (await generateKeyPair('EdDSA')).privateKey)}`],
    [
      'unsigned (alg: none)',
      async () =>
        `Bearer ${new UnsecuredJWT(claims).setSubject('m.santos').setIssuer(five.issuer.issuer).setAudience(five.issuer.audience).setExpirationTime('5m').encode()}`,
    ],
    ['too long', async () => `Bearer ${'a'.repeat(9_000)}.b.c`],
  ]
  it.each(tokens)('is rejected with 401 when it is %s', async (_, token) => {
    const authorization = await token()
    const reply = await refused(() => api.post(leadInvestigator, identify, suspect(), { authorization }))
    expect(problem(reply)).toEqual([401, '/problems/unauthenticated'])
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })
})

describe('optimistic locking and retries', () => {
  it('reject a stale If-Match with 412 and the current revision, which is then accepted', async () => {
    const stale = await refused(() => api.post(leadInvestigator, identify, suspect(), { 'if-match': '"99"' }))
    expect(problem(stale)).toEqual([412, '/problems/stale-revision'])
    const recorded = await api.post(leadInvestigator, identify, suspect(), { 'if-match': `"${String(stale.body['revision'])}"` })
    expect(recorded.status).toBe(201)
    expect(recorded.headers.get('etag')).toBe(`"${Number(stale.body['revision']) + 1}"`)
  })

  it('answer a retry with the same idempotency key with the first response, even after other commands', async () => {
    const key = { 'idempotency-key': newKey() }
    const body = suspect()
    const first = await api.post(leadInvestigator, identify, body, key)
    await api.post(leadInvestigator, identify, suspect())
    const repeated = await withoutNewEvents(() => api.post(leadInvestigator, identify, body, key))
    expect(repeated).toMatchObject({ status: 201, body: first.body })
  })

  it('reject an idempotency key that is used again with another body with 422', async () => {
    const key = { 'idempotency-key': newKey() }
    expect((await api.post(leadInvestigator, identify, suspect(), key)).status).toBe(201)
    expect(problem(await refused(() => api.post(leadInvestigator, identify, suspect(), key)))).toEqual([
      422,
      '/problems/idempotency-key-reused',
    ])
  })
})

it('a decision that a rule refuses is rejected with 422, the rule and its source, and only the refusal is recorded', async () => {
  const reply = await api.post(leadInvestigator, `/cases/${caseId}/open-case`, opening)
  expect(problem(reply)).toEqual([422, '/problems/refused-by-rule'])
  expect(reply.body).toMatchObject({
    rule: expect.stringMatching(/^investigation\./),
    source: expect.any(String),
    detail: expect.any(String),
  })
  const { body } = await api.get(auditor, `/events?after=0&limit=1000`)
  const last = (body as unknown as { type: string; subject: string }[]).at(-1)
  expect(last).toMatchObject({ type: 'case.CommandRefused', subject: `investigation.refusals-${caseId}` })
})

describe('a query with an invalid parameter is rejected with 400', () => {
  it.each([
    'timeline?as-of=yesterday',
    'timeline?as-of=2026-02-30',
    'timeline?known-at=2026-13',
    'timeline?order=random',
    'timeline?order=recorded&order=occurred',
    'timeline?as_of=2026',
    'timeline?min-position=-1',
    "timeline?as-of=2026'%20or%201=1--",
  ])('%s', async (query) => {
    expect(problem(await refused(() => api.get(auditor, `/cases/${caseId}/${query}`)))).toEqual([400, '/problems/malformed-request'])
  })

  it.each(['/cases?limit=0', '/cases?limit=9999', '/cases?limit=ten', '/cases?cursor=bm8', "/cases?cursor='", '/cases?page=2'])(
    '%s',
    async (query) => {
      expect(problem(await refused(() => api.get(leadInvestigator, query)))).toEqual([400, '/problems/malformed-request'])
    },
  )
})

it('a query with a position beyond the end of the log is refused with 400 at once', async () => {
  const reply = await api.get(auditor, `/cases/${caseId}/timeline?min-position=999999999999`)
  expect(problem(reply)).toEqual([400, '/problems/position-beyond-log'])
})
