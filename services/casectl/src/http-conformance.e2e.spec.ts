import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RunningService } from '@case-timeline/service-kit'
import { apiClient, investigator, leadInvestigator, newId, newKey, type Persona } from './api-client.fixtures.ts'
import { CONDITIONAL_COMMANDS, CONDITIONAL_READS } from './conditional-requests.fixtures.ts'
import { METHODS, NEGOTIATION, PROBLEMS_KEYS_AND_CONNECTIONS, WEB_PAGES } from './conformance-rows.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import {
  type ConformanceRow,
  type ConformanceScene,
  PORTAL,
  OPENING,
  rawAnswer,
  type RawAnswer,
  type SentRequest,
  suspect,
} from './raw-requests.fixtures.ts'

/*
 * Requests as RFC 9110 (HTTP), 9457 (problems), 8288 (links), 6750 (bearer tokens), the Fetch Standard (CORS), W3C Trace
 * Context and the drafts on Idempotency-Key and RateLimit have them, and what a running service answers.
 */
let five: FiveServices
let strict: RunningService
let api: ReturnType<typeof apiClient>
const caseId = newId()
const file = `/cases/${caseId}`
const identify = `${file}/identify-suspect`
const usedKey = newKey()
let scene: ConformanceScene
let position = ''

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', undefined, { CORS_ORIGINS: PORTAL })
  strict = await five.replica('investigation', { IDEMPOTENCY_KEYS: 'required', CORS_ORIGINS: '', KEEP_ALIVE_SECONDS: '90' })
  api = apiClient(five)
  expect((await api.post(leadInvestigator, `${file}/open-case`, OPENING)).status).toBe(201)
  for (let n = 0; n < 2; n += 1) await api.post(leadInvestigator, `/cases/${newId()}/open-case`, OPENING)
  const last = await api.post(leadInvestigator, `${file}/identify-suspect`, suspect(), { 'idempotency-key': usedKey })
  position = String(last.body['position'])
  const read = async (who: Persona, path: string) => (await answered({ who, path })).headers.get('etag') ?? ''
  scene = {
    ...{ file, identify, usedKey },
    tagOfFile: await read(leadInvestigator, `${file}?min-position=${position}`),
    tagOfFileForColleague: await read(investigator, file),
    tagOfDocument: await read(leadInvestigator, '/openapi.json'),
  }
}, 120_000)
afterAll(async () => {
  await strict.stop()
  await five.stop()
})

const answered = async (request: SentRequest): Promise<RawAnswer> => {
  const { who = leadInvestigator, isStrict = false } = request
  const token = who === 'nobody' ? undefined : await five.issuer.tokenFor(who)
  return rawAnswer(isStrict ? strict.url : five.urls[who === 'nobody' ? 'investigation' : who.sector], request, token)
}

const checks = (rows: readonly ConformanceRow[]): void => {
  it.each(rows)('%s', async (_, request, { status, headers = {}, body, problem }) => {
    const answer = await answered(request(scene))
    expect([answer.status, answer.text.slice(0, 500)]).toEqual([status, expect.anything()])
    for (const [name, value] of Object.entries(headers))
      if (value === null) expect([name, answer.headers.get(name)]).toEqual([name, null])
      else expect([name, answer.headers.get(name) ?? '']).toEqual([name, expect.stringMatching(value)])
    if (body !== undefined) expect(answer.text).toMatch(body)
    if (problem === undefined) return
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    const id = answer.headers.get('x-correlation-id') ?? ''
    expect(JSON.parse(answer.text)).toMatchObject({
      ...{ type: `/problems/${problem}`, title: expect.any(String), status, detail: expect.stringMatching(/.{10}/) },
      ...{ correlationId: id, instance: `urn:case-timeline:request:${id}` },
    })
  })
}

describe('a conditional read', () => {
  checks(CONDITIONAL_READS)

  it('has the same tag from another replica', async () =>
    expect((await answered({ path: file, isStrict: true })).headers.get('etag')).toBe(scene.tagOfFile))

  it('has another tag after something was recorded', async () => {
    const other = newId()
    const opened = await api.post(leadInvestigator, `/cases/${other}/open-case`, OPENING)
    const read = (at: unknown) => answered({ path: `/cases/${other}?min-position=${String(at)}` })
    const before = await read(opened.body['position'])
    const later = await read((await api.post(leadInvestigator, `/cases/${other}/identify-suspect`, suspect())).body['position'])
    expect(later.headers.get('etag')).not.toBe(before.headers.get('etag'))
  })
})

describe('a conditional command', () => {
  checks(CONDITIONAL_COMMANDS)

  it('with several revisions is recorded if one of them is current', async () => {
    const last = await api.post(leadInvestigator, identify, suspect())
    const tags = `"9999", ${last.headers.get('etag') ?? ''}`
    expect((await api.post(leadInvestigator, identify, suspect(), { 'if-match': tags })).status).toBe(201)
  })
})

describe('negotiation', () => {
  checks(NEGOTIATION)

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('compresses a public document with %s, under a tag of its own', async (coding, decompress) => {
    const plain = await answered({ who: 'nobody', path: '/openapi.json' })
    const request = { who: 'nobody', path: '/openapi.json', headers: { 'accept-encoding': `${coding}, identity;q=0.1` } } as const
    const small = await answered(request)
    expect(small.headers.get('content-encoding')).toBe(coding)
    expect(decompress(small.bytes).equals(plain.bytes)).toBe(true)
    expect(small.headers.get('etag')).toBe(plain.headers.get('etag')?.replace(/"$/, `-${coding}"`))
    const again = await answered({ ...request, headers: { ...request.headers, 'if-none-match': small.headers.get('etag') ?? '' } })
    expect([again.status, again.headers.get('content-encoding')]).toEqual([304, null])
  })
})

describe('a method', () => {
  checks(METHODS)
})

describe('a web page', () => {
  checks(WEB_PAGES)
})

describe('a problem, a key, a quota and a connection', () => {
  checks(PROBLEMS_KEYS_AND_CONNECTIONS)

  it('one command sent twenty times at once under one key is recorded once, and each gets the first answer', async () => {
    const body = suspect()
    const key = newKey()
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => api.post(leadInvestigator, identify, body, { 'idempotency-key': key })),
    )
    expect(new Set(replies.map(({ status, body: answer }) => JSON.stringify([status, answer['events']]))).size).toBe(1)
    expect(replies[0]?.status).toBe(201)
  })
})

describe('the pages of a list', () => {
  it('link to the next one, and back to the first, until there are no more', async () => {
    const found: unknown[] = []
    let path: string | undefined = `/cases?limit=1&min-position=${position}`
    for (let pages = 0; path !== undefined && pages < 20; pages += 1) {
      const answer = await answered({ path })
      const link = answer.headers.get('link') ?? ''
      found.push(...(JSON.parse(answer.text) as { cases: { caseId: string }[] }).cases.map((one) => one.caseId))
      expect(/rel="first"/.test(link)).toBe(pages > 0)
      path = /<([^>]*)>; rel="next"/.exec(link)?.[1]
    }
    expect(found).toContain(caseId)
    expect(new Set(found).size).toBe(found.length)
  })
})
