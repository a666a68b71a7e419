import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { PresumedVictimIdentified, RiskFactors } from '@case-timeline/contracts'
import {
  apiClient,
  caseWorker,
  investigator,
  leadInvestigator,
  newId,
  otherPolice,
  type Persona,
  type Reply,
} from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const caseId = newId()
const opening = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] } }

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  expect((await api.post(leadInvestigator, `/cases/${caseId}/open-case`, opening)).status).toBe(201)
}, 120_000)
afterAll(() => five.stop())

const problem = ({ status, body }: Reply) => [status, body['type']]
const anonymous = { authorization: '' }

/** Sends the head of a request and no body. @returns the status of the answer */
const statusWithoutBody = (path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(new URL(path, five.urls.investigation), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '60000', ...headers },
    })
    request.on('response', ({ statusCode }) => {
      resolve(statusCode)
      request.destroy()
    })
    request.on('error', reject)
    request.flushHeaders()
  })

/** Sends an address that a client library would normalise. */
const statusOfPath = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(five.urls.investigation)
    const request = httpRequest({ hostname, port, path }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
    })
    request.on('error', reject).end()
  })

describe('a request without a valid token', () => {
  it('is refused before its body is read', async () => {
    expect(await statusWithoutBody(`/cases/${caseId}/identify-suspect`, {})).toBe(401)
    expect(await statusWithoutBody(`/cases/${caseId}/identify-suspect`, { authorization: 'Bearer a.b.c' })).toBe(401)
    expect(await statusWithoutBody('/nowhere', {})).toBe(404)
  })

  it('gets 401 for a body that nobody may send, whatever its faults are', async () => {
    for (const body of ['[', '{"data":', '['.repeat(1_000_000)])
      expect(problem(await api.post(leadInvestigator, `/cases/${caseId}/identify-suspect`, body, anonymous))).toEqual([
        401,
        '/problems/unauthenticated',
      ])
  })

  it('still reads the public routes, also with a token that has expired', async () => {
    const expired = `Bearer ${await five.issuer.tokenFor(leadInvestigator, -60)}`
    for (const authorization of ['', expired])
      for (const path of ['/health/live', '/health/ready?min-position=999999999', '/openapi.json', '/problems'])
        expect((await api.call(leadInvestigator, path, { headers: { authorization } })).status).toBe(200)
  })

  it('reads the metrics only without a proxy between, since an ingress forwards every path', async () => {
    for (const [headers, status] of [
      [{}, 200],
      [{ 'x-forwarded-for': '203.0.113.7' }, 404],
      [{ forwarded: 'for=203.0.113.7' }, 404],
    ] as const)
      expect((await fetch(`${five.urls.investigation}/metrics`, { headers })).status).toBe(status)
  })
})

describe('a body', () => {
  const identify = (body: string) => api.post(leadInvestigator, `/cases/${caseId}/identify-suspect`, body)

  it('that is not valid UTF-8 is refused with 400', async () => {
    const body = Buffer.concat([Buffer.from('{"data":{"text":"caf'), Buffer.from([0xe9]), Buffer.from('"}}')])
    const reply = await api.call(investigator, `/cases/${caseId}/add-case-note`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(problem(reply)).toEqual([400, '/problems/malformed-request'])
    expect(reply.body['detail']).toMatch(/not valid UTF-8/)
  })

  it('that is deeper than any command, or has more values, is refused before it is parsed', async () => {
    for (const body of [`{"data":${'['.repeat(60_000)}`, `{"data":[${'0,'.repeat(30_000)}0]}`]) {
      const reply = await identify(body)
      expect(problem(reply)).toEqual([400, '/problems/malformed-request'])
      expect(reply.body['detail']).toMatch(/deeper, or has more values/)
    }
  })

  it('is larger for a command with long lists than for the others', async () => {
    const body = JSON.stringify({ data: { text: 'x'.repeat(100_000) } })
    expect(problem(await identify(body))).toEqual([413, '/problems/too-large'])
    const recordsSupervisor: Persona = { ...leadInvestigator, roles: ['records-supervisor'] }
    expect(problem(await api.post(recordsSupervisor, `/cases/${caseId}/correct-event`, body))).toEqual([400, '/problems/malformed-request'])
  })
})

describe('text that the schema allows', () => {
  it('is encrypted and recorded, also if each of its characters has three bytes', async () => {
    const { personRef } = PresumedVictimIdentified.example
    await api.post(leadInvestigator, `/cases/${caseId}/identify-presumed-victim`, { data: PresumedVictimIdentified.example })
    const support = (command: string, data: unknown) => api.post(caseWorker, `/cases/${caseId}/${command}`, { data })
    // The identification reaches victim support through the event feed.
    const open = () => support('open-support-case', { personRef, origin: 'identification' })
    await retrying(40_000, open, ({ status }) => status !== 404)
    const factors = Object.fromEntries(
      Object.keys(RiskFactors.shape).map((section) => [section, Array.from({ length: 20 }, () => 'ก'.repeat(200))]),
    )
    const assessed = await support('assess-risk', { personRef, level: 'high', reviewBy: '2027-01-15', factors })
    expect([assessed.status, assessed.body['detail']]).toEqual([201, undefined])
  })
})

it.each(['/docs/../../..', '/docs/%2e%2e/%2e%2e/etc/passwd', '/docs/..%2f..%2fetc%2fpasswd', '/docs/../health/nothing'])(
  'the address %s is answered with 404',
  async (path) => expect(await statusOfPath(path)).toBe(404),
)

describe('the quota of an agency', () => {
  it('is in the headers of each answer, and beyond it a request is answered with 429 until the window ends', async () => {
    const replica = await five.replica('investigation', { AGENCY_QUOTA: '5' })
    try {
      const small = apiClient({ ...five, urls: { ...five.urls, investigation: replica.url } })
      const replies: Reply[] = []
      for (let n = 0; n < 6; n += 1) replies.push(await small.get(leadInvestigator, '/cases'))
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
      const [first] = replies
      expect(first?.headers.get('ratelimit-policy')).toBe('"agency";q=5;w=10')
      expect(first?.headers.get('ratelimit')).toMatch(/^"agency";r=4;t=\d+$/)
      const last = replies.at(-1)!
      expect(problem(last)).toEqual([429, '/problems/quota-exceeded'])
      expect(last.headers.get('ratelimit')).toMatch(/^"agency";r=0;t=\d+$/)
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(problem(await small.post(leadInvestigator, `/cases/${newId()}/open-case`, opening))).toEqual([429, '/problems/quota-exceeded'])
      expect((await small.get(otherPolice, '/cases')).status).toBe(200)
      expect((await small.call(leadInvestigator, '/health/live', { headers: anonymous })).status).toBe(200)
    } finally {
      await replica.stop()
    }
  })
})

it('more concurrent requests of one agency than it may have are answered with 429 at once, and another agency is served', async () => {
  const burst = Array.from({ length: 400 }, () => api.get(leadInvestigator, '/cases'))
  const [others, replies] = await Promise.all([api.get(otherPolice, '/cases'), Promise.all(burst)])
  expect(others.status).toBe(200)
  expect(new Set(replies.map(({ status }) => status)).size).toBeLessThanOrEqual(2)
  for (const reply of replies) expect([200, 429]).toContain(reply.status)
  expect((await api.get(leadInvestigator, '/cases')).status).toBe(200)
}, 60_000)
