import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { ROLES } from '@case-timeline/access'
import type { ServiceName } from '@case-timeline/contracts'
import { newId } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { filledIn, playground } from './playground.fixtures.ts'

const FOLDERS: readonly (readonly [string, ServiceName, string])[] = [
  ['investigation', 'investigation', 'ph-police'],
  ['victim-support', 'victimSupport', 'zz-support'],
  ['prosecution', 'prosecution', 'zz-prosecution'],
  ['adjudication', 'adjudication', 'zz-court'],
  ['audit-trail', 'auditTrail', 'zz-audit'],
]

let five: FiveServices
const caseId = newId()
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
}, 120_000)
afterAll(() => five.stop())

/** The reader of a playground is slower than a reaction; this one waits for it. */
const patiently = async (request: () => Promise<Response>): Promise<Response> => {
  for (let left = 40; left > 0; left--) {
    const answer = await request()
    if (answer.ok || left === 1) return answer
    await pause(100)
  }
  return request()
}

it.each(FOLDERS)(
  'every request of %s.http is answered as it should',
  async (folder, service, agencyId) => {
    const { variables, requests } = await playground(new URL(`../../${folder}/${folder}.http`, import.meta.url))
    const token = await five.issuer.tokenFor({ userId: `reader.${folder}`, agencyId, sector: service, roles: ROLES[service] })
    const known = new Map([...variables, ['host', five.urls[service]]])
    const answers = new Map<string, unknown>()
    expect(requests.length).toBeGreaterThan(5)
    for (const { title, name, method, url, headers, body } of requests) {
      const fill = (text: string) => filledIn(text, known, { CASE: caseId, TOKEN: token }, answers)
      const init = { method, headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, fill(value)])) }
      const answer = await patiently(() => fetch(fill(url), body === undefined ? init : { ...init, body: fill(body) }))
      const said: unknown = await answer.json()
      expect({ title, status: answer.status, said }).toMatchObject({ title, status: method === 'POST' ? 201 : 200 })
      if (name !== undefined) answers.set(name, said)
    }
  },
  60_000,
)
