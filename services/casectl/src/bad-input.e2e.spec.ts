import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type CryptoKey, SignJWT, UnsecuredJWT, generateKeyPair } from 'jose'
import { auditor, calling, investigator, lead, newId, newKey, otherPolice, prosecutor, records, type Reply } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let ask: ReturnType<typeof calling>
const caseId = newId()
const opening = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] } }
const suspect = () => ({ data: { personRef: newId(), kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] } })

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
  const opened = await ask.post(lead, `/cases/${caseId}/open-case`, opening)
  expect(opened.status).toBe(201)
}, 120_000)
afterAll(() => five.stop())

/** The head of the log: nothing was recorded while it stays where it was. */
const head = async (): Promise<unknown> => (await ask.get(auditor, '/events?after=0&limit=1000')).headers.get('position')

const recordsNothing = async (request: () => Promise<Reply>): Promise<Reply> => {
  const before = await head()
  const reply = await request()
  expect(await head()).toBe(before)
  return reply
}
const refused = async (request: () => Promise<Reply>): Promise<Reply> => {
  const reply = await recordsNothing(request)
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(reply.body['status']).toBe(reply.status)
  expect(reply.body['correlationId']).toBe(reply.headers.get('x-correlation-id'))
  return reply
}
const problem = ({ status, body }: Reply) => [status, body['type']]
const identify = `/cases/${caseId}/identify-suspect`

describe('a body that is not what the command takes is answered 400, and nothing is recorded', () => {
  it.each([
    ['malformed JSON', '{"data": {'],
    ['no JSON', 'data=1'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a prototype', '{"__proto__": {"admin": true}, "data": {}}'],
  ])('%s', async (_, body) => {
    expect(problem(await refused(() => ask.post(lead, identify, body)))).toEqual([400, '/problems/malformed-request'])
  })

  it('wrong types, each with its JSON path', async () => {
    const reply = await refused(() =>
      ask.post(lead, identify, { data: { personRef: 7, kind: 'robot', roleInProcess: 'boss' }, note: 'hi' }),
    )
    expect(problem(reply)).toEqual([400, '/problems/malformed-request'])
    const paths = (reply.body['errors'] as { path: string }[]).map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['$.data.personRef', '$.data.kind', '$.data.roleInProcess', '$']))
  })

  it('free text about a person', async () => {
    const body = { ...suspect(), occurredAt: 'last week, she said' }
    expect(problem(await refused(() => ask.post(lead, identify, body)))).toEqual([400, '/problems/malformed-request'])
  })

  it('a time zone that does not exist', async () => {
    const body = { ...suspect(), occurredAt: '2026-03-02', occurredZone: 'Nowhere/Land' }
    const reply = await refused(() => ask.post(lead, identify, body))
    expect(problem(reply)).toEqual([400, '/problems/malformed-request'])
    expect(reply.body['errors']).toMatchObject([{ path: '$.occurredZone' }])
  })

  it('data nested without end', async () => {
    const data = { correctsId: newId(), data: 0, reasonCode: 'clericalError', approver: { userId: 'm.santos', role: 'lead-investigator' } }
    const body = JSON.stringify({ data }).replace('"data":0', `"data":${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect(problem(await refused(() => ask.post(records, `/cases/${caseId}/correct-event`, body)))).toEqual([
      400,
      '/problems/malformed-request',
    ])
  })

  it.each([
    ['longer than any', `/cases/${'a'.repeat(500)}/identify-suspect`],
    ['not decodable', '/cases/%zz/identify-suspect'],
  ])('an address that is %s', async (_, address) => {
    const reply = await recordsNothing(() => ask.post(lead, address, suspect()))
    expect(problem(reply)).toEqual([400, '/problems/malformed-request'])
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  })

  it('a case id that is none', async () => {
    expect(problem(await refused(() => ask.post(lead, '/cases/..%2F..%2Fetc/identify-suspect', suspect())))).toEqual([
      400,
      '/problems/malformed-request',
    ])
  })

  it.each([
    ['if-match', '3'],
    ['if-match', '*'],
    ['idempotency-key', 'short'],
    ['idempotency-key', 'k'.repeat(129)],
  ])('the header %s: %s', async (name, value) => {
    expect(problem(await refused(() => ask.post(lead, identify, suspect(), { [name]: value })))).toEqual([
      400,
      '/problems/malformed-request',
    ])
  })
})

describe('what this service does not take', () => {
  it('a command that does not exist: 404', async () =>
    expect(problem(await refused(() => ask.post(lead, `/cases/${caseId}/pardon-suspect`, suspect())))).toEqual([
      404,
      '/problems/not-found',
    ]))

  it('a body of 10 MB: 413', async () => {
    const huge = JSON.stringify({ data: { personRef: 'x'.repeat(10_000_000) } })
    expect(problem(await refused(() => ask.post(lead, identify, huge)))).toEqual([413, '/problems/too-large'])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])('a body of %s: 415', async (type) => {
    const reply = await refused(() => ask.post(lead, identify, JSON.stringify(suspect()), { 'content-type': type }))
    expect(problem(reply)).toEqual([415, '/problems/unsupported-media-type'])
  })
})

describe('a token that does not vouch for the caller is answered 401', () => {
  const claims = { agency: lead.agencyId, sector: lead.sector, roles: lead.roles }
  const minted = async (issuer: string, key: CryptoKey) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: 'development' })
      .setSubject(lead.userId)
      .setIssuer(issuer)
      .setAudience(five.issuer.audience)
      .setExpirationTime('5m')
      .sign(key)
  const tokens: readonly (readonly [string, () => Promise<string>])[] = [
    ['missing', async () => ''],
    ['another scheme', async () => 'Basic bS5zYW50b3M6aHVudGVyMg=='],
    ['expired', async () => `Bearer ${await five.issuer.tokenFor(lead, -60)}`],
    ['of a foreign issuer', async () => `Bearer ${await minted('https://evil.example', (await generateKeyPair('EdDSA')).privateKey)}`],
    ['signed by another key', async () => `Bearer ${await minted(five.issuer.issuer, (await generateKeyPair('EdDSA')).privateKey)}`],
    [
      'unsigned (alg: none)',
      async () =>
        `Bearer ${new UnsecuredJWT(claims).setSubject('m.santos').setIssuer(five.issuer.issuer).setAudience(five.issuer.audience).setExpirationTime('5m').encode()}`,
    ],
    ['too long', async () => `Bearer ${'a'.repeat(9_000)}.b.c`],
  ]
  it.each(tokens)('%s', async (_, token) => {
    const authorization = await token()
    const reply = await refused(() => ask.post(lead, identify, suspect(), { authorization }))
    expect(problem(reply)).toEqual([401, '/problems/unauthenticated'])
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })
})

describe('a caller who may not', () => {
  it('of another sector: 403', async () => {
    const token = await five.issuer.tokenFor(prosecutor)
    const reply = await refused(() => ask.post(lead, identify, suspect(), { authorization: `Bearer ${token}` }))
    expect(problem(reply)).toEqual([403, '/problems/forbidden'])
  })

  it('without the role: 403', async () =>
    expect(problem(await refused(() => ask.post(investigator, `/cases/${newId()}/open-case`, opening)))).toEqual([
      403,
      '/problems/forbidden',
    ]))

  it('of an agency that takes no part: 404, the same as for a case that nobody knows', async () => {
    const foreign = await refused(() => ask.post(otherPolice, identify, suspect()))
    const unknown = await refused(() => ask.post(otherPolice, `/cases/${newId()}/identify-suspect`, suspect()))
    expect(problem(foreign)).toEqual([404, '/problems/case-not-found'])
    const { correlationId: _, ...withoutId } = foreign.body
    expect(unknown.body).toMatchObject(withoutId)
  })

  it('of an agency that takes no part, by opening what is open already: 404', async () =>
    expect(problem(await refused(() => ask.post(otherPolice, `/cases/${caseId}/open-case`, opening)))).toEqual([
      404,
      '/problems/case-not-found',
    ]))
})

describe('optimistic locking and retries', () => {
  it('a stale If-Match is answered 412 with the revision that stands; the right one goes through', async () => {
    const stale = await refused(() => ask.post(lead, identify, suspect(), { 'if-match': '"99"' }))
    expect(problem(stale)).toEqual([412, '/problems/stale-revision'])
    const recorded = await ask.post(lead, identify, suspect(), { 'if-match': `"${String(stale.body['revision'])}"` })
    expect(recorded.status).toBe(201)
    expect(recorded.headers.get('etag')).toBe(`"${Number(stale.body['revision']) + 1}"`)
  })

  it('a retry under one key is answered as the first time, whatever has happened since', async () => {
    const key = { 'idempotency-key': newKey() }
    const body = suspect()
    const first = await ask.post(lead, identify, body, key)
    await ask.post(lead, identify, suspect())
    const again = await recordsNothing(() => ask.post(lead, identify, body, key))
    expect(again).toMatchObject({ status: 201, body: first.body })
  })

  it('one key with another body is answered 409', async () => {
    const key = { 'idempotency-key': newKey() }
    expect((await ask.post(lead, identify, suspect(), key)).status).toBe(201)
    expect(problem(await refused(() => ask.post(lead, identify, suspect(), key)))).toEqual([409, '/problems/idempotency-key-reused'])
  })
})

it('a decision that a rule refuses is answered 422 with the rule and its source, and only the refusal is recorded', async () => {
  const reply = await ask.post(lead, `/cases/${caseId}/open-case`, opening)
  expect(problem(reply)).toEqual([422, '/problems/refused-by-rule'])
  expect(reply.body).toMatchObject({
    rule: expect.stringMatching(/^investigation\./),
    source: expect.any(String),
    detail: expect.any(String),
  })
  const { body } = await ask.get(auditor, `/events?after=0&limit=1000`)
  const last = (body as unknown as { type: string; subject: string }[]).at(-1)
  expect(last).toMatchObject({ type: 'case.CommandRefused', subject: `investigation.refusals-${caseId}` })
})

describe('a query that asks for nonsense is answered 400', () => {
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
    expect(problem(await refused(() => ask.get(auditor, `/cases/${caseId}/${query}`)))).toEqual([400, '/problems/malformed-request'])
  })

  it.each(['/cases?limit=0', '/cases?limit=9999', '/cases?limit=ten', '/cases?cursor=bm8', "/cases?cursor='", '/cases?page=2'])(
    '%s',
    async (query) => {
      expect(problem(await refused(() => ask.get(lead, query)))).toEqual([400, '/problems/malformed-request'])
    },
  )
})

it('a query with a position that no view has reached is answered 503 and when to ask again', async () => {
  const reply = await ask.get(auditor, `/cases/${caseId}/timeline?min-position=999999999999`)
  expect(problem(reply)).toEqual([503, '/problems/position-not-reached'])
  expect(reply.headers.get('retry-after')).toBe('1')
}, 20_000)
