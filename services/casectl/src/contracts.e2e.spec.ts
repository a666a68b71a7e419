import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { EVENT_TYPES } from '@case-timeline/contracts'
import { CloudEvent, HTTP } from 'cloudevents'
import { z } from 'zod'
import { apiClient, leadInvestigator, newId } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { subscribe } from './event-subscription.fixtures.ts'

const system = { ...leadInvestigator, userId: 'case-system', roles: ['agency-system'] }

let five: FiveServices
/** The same five services, with an investigation service that refers to the schemas of audit-trail. */
let replicaWithSchemasUrl: Pick<FiveServices, 'urls' | 'issuer'>
let stop: () => Promise<void>
const caseId = newId()

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  const replica = await five.replica('investigation', { SCHEMAS_URL: `${five.urls.auditTrail}/schemas` })
  replicaWithSchemasUrl = { ...five, urls: { ...five.urls, investigation: replica.url } }
  stop = async () => {
    await replica.stop()
    await five.stop()
  }
  const opened = { source: 'report', leadAgency: leadInvestigator.agencyId, suspectedPurposes: [] }
  expect((await apiClient(replicaWithSchemasUrl).post(leadInvestigator, `/cases/${caseId}/open-case`, { data: opened })).status).toBe(201)
}, 120_000)
afterAll(() => stop())

const get = (path: string, headers: Readonly<Record<string, string>> = {}, redirect: 'follow' | 'manual' = 'follow') =>
  fetch(`${five.urls.auditTrail}${path}`, { headers, redirect })

const batch = async () => {
  const answer = await fetch(`${replicaWithSchemasUrl.urls.investigation}/events`, {
    headers: { authorization: `Bearer ${await five.issuer.tokenFor(system)}` },
  })
  return { headers: Object.fromEntries(answer.headers), body: await answer.text() }
}

describe('an event for the system of an agency', () => {
  it('can be read by the CloudEvents SDK, from a page and from the stream', async () => {
    const events = HTTP.toEvent(await batch())
    const [first] = Array.isArray(events) ? events : []
    expect(first).toMatchObject({ type: 'investigation.CaseOpened', source: '/deployments/zz-e2e/investigation', partitionkey: caseId })
    if (!(first instanceof CloudEvent)) throw new Error('the SDK did not return a CloudEvent')
    expect(first.validate()).toBe(true)
    const stream = await subscribe(replicaWithSchemasUrl, system)
    await stream.waitUntil((received) => received.length > 0)
    const body = JSON.stringify(stream.received[0])
    const streamed = HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json' }, body })
    expect(streamed).toMatchObject({ id: first.id, partitionkey: caseId, data: first.data as unknown })
    await stream.close()
  })

  it('names a schema that can be fetched without a token and that matches its data', async () => {
    const { body } = await batch()
    const events = JSON.parse(body) as { dataschema: string; data: { data: object } }[]
    for (const { dataschema, data } of events) {
      const answer = await fetch(dataschema)
      expect(answer.status).toBe(200)
      const schema = z.fromJSONSchema((await answer.json()) as z.core.JSONSchema.JSONSchema)
      expect(schema.safeParse(data).success).toBe(true)
      expect(schema.safeParse({ ...data, data: { ...data.data, addedLater: true } }).success).toBe(true)
      expect(schema.safeParse({ ...data, revision: 'first' }).success).toBe(false)
    }
    expect(events.length).toBeGreaterThan(0)
  })
})

describe('audit-trail, for integrators', () => {
  it('serves the schema of each event without a token, with caching headers', async () => {
    for (const { type, version } of EVENT_TYPES.values()) {
      const answer = await get(`/schemas/${type}/v${version}`)
      expect([type, answer.status]).toEqual([type, 200])
      expect(answer.headers.get('content-type')).toMatch(/^application\/schema\+json/)
      expect(answer.headers.get('cache-control')).toBe('public, max-age=86400')
    }
    const etag = (await get('/schemas/investigation.CaseOpened/v1')).headers.get('etag') ?? ''
    const repeated = await get('/schemas/investigation.CaseOpened/v1', { 'if-none-match': etag })
    expect([repeated.status, await repeated.text()]).toEqual([304, ''])
  })

  it('serves neither schemas that were never released nor other files', async () => {
    for (const path of ['investigation.CaseOpened/v2', 'investigation.CaseClosed/v1'])
      expect((await get(`/schemas/${path}`)).status).toBe(404)
    for (const path of ['investigation.CaseOpened/v0', 'investigation.CaseOpened/1', '..%2Fpackage/v1', 'a/v1'])
      expect((await get(`/schemas/${path}`)).status).toBe(400)
  })

  it('serves an AsyncAPI document of every topic', async () => {
    const answer = await get('/asyncapi.json')
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    const document = (await answer.json()) as { asyncapi: string; channels: object }
    expect(document.asyncapi).toMatch(/^3\./)
    expect(Object.keys(document.channels)).toContain('case-commands.victim-support')
  })

  it('leads from /catalog/ to the catalogue, by an address that is right behind a prefix, too', async () => {
    const answer = await get('/catalog/', {}, 'manual')
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '../catalog'])
    const followed = await get('/catalog/')
    expect([followed.status, new URL(followed.url).pathname]).toEqual([200, '/catalog'])
  })

  it('serves the catalogue to browsers, which may load nothing from elsewhere, and no other file', async () => {
    const page = await get('/catalog')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
    const parts = [...(await page.text()).matchAll(/(?:href|src)="(catalog\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(parts).toEqual(['catalog/catalog.css', 'catalog/catalog.js'])
    for (const path of [...parts, 'catalog/catalog.json', 'catalog/diagrams.js', 'catalog/elements.js', 'catalog/entries.mjs']) {
      const answer = await get(`/${path}`)
      expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([200, 'nosniff'])
      expect((await get(`/${path}`, { 'if-none-match': answer.headers.get('etag') ?? '' })).status).toBe(304)
    }
    for (const path of ['package.json', '..%2Fpackage.json', 'catalog']) expect((await get(`/catalog/${path}`)).status).toBe(404)
  })
})
