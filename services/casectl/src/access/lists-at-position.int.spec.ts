import { setTimeout as pause } from 'node:timers/promises'
import { ROLES } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { materialiseViews } from '@case-timeline/service-kit'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DESCRIPTION_OF } from '../descriptions.ts'
import { EXCLUDED_USER, OTHER_AGENCIES, PARTICIPATING, REFERRED_TO } from './callers.fixtures.ts'
import { inProcessServices } from './in-process.fixtures.ts'
import { idsIn, plantAll } from './planted-cases.fixtures.ts'

const schema = 'as_known'
const SHOWN_WITHIN_MS = 60_000
const QUIET_MS = 2_000

/** Every list that is read from a view, and what is counted from one. */
const LISTS: Readonly<Record<ServiceName, readonly string[]>> = {
  investigation: [
    ...['/cases', '/deadlines', '/held-beyond-law', '/approvals?state=all', '/custody', '/evidence-register'],
    ...['/cooperation-requests', '/cooperation-requests/response-times', '/linked-traces', '/victim-reports'],
  ],
  prosecution: ['/cases', '/deadlines', '/held-beyond-law', '/approvals?state=all', '/charges', '/mla-requests'],
  adjudication: ['/cases', '/deadlines', '/held-beyond-law', '/approvals?state=all', '/docket', '/hearings', '/orders'],
  victimSupport: [
    ...['/cases', '/deadlines', '/held-beyond-law', '/approvals?state=all', '/caseload', '/triage', '/triage/counts'],
    ...['/consents', '/intakes', '/referrals?state=all', '/compensation'],
  ],
  auditTrail: ['/cases', '/approvals?state=all', '/local-challenges'],
}

let store: EventStore
let running: Awaited<ReturnType<typeof inProcessServices>>
/** The cases that the schema has: some of them are under an order of the court. */
let before: ReadonlySet<string>
/** Those that were recorded since. */
let after: ReadonlySet<string>

const planting = (isConfidential: boolean) => ({
  ...{ agencies: PARTICIPATING, isConfidential, referredTo: REFERRED_TO, excludedUser: EXCLUDED_USER },
  has: () => true,
})

const planted = async (count: number): Promise<ReadonlySet<string>> => {
  const plantings = Array.from({ length: count }, (_, number) => planting(number % 2 === 1))
  return new Set((await plantAll(running.five, plantings)).map(({ caseId }) => caseId))
}

/** No event comes any more. @returns the position of the last */
const settled = async (): Promise<string> => {
  for (let position: string | undefined; ; await pause(QUIET_MS)) {
    const last = await store.lastPosition()
    if (last === position) return last
    position = last
  }
}

interface Caller {
  readonly agencyId: string
  readonly userId: string
}

const answerTo = async (service: ServiceName, path: string, { agencyId, userId }: Caller, position?: string) => {
  const token = await running.five.issuer.tokenFor({ userId, agencyId, sector: service, roles: ROLES[service] })
  const at = position === undefined ? '' : `${path.includes('?') ? '&' : '?'}min-position=${position}`
  const request = { method: 'GET', url: `${path}${at}`, authorization: `Bearer ${token}` }
  for (const end = performance.now() + SHOWN_WITHIN_MS; ; await pause(200)) {
    const answer = await running.services[service].send(request)
    // A service that is busy with what was planted may answer 503.
    if (answer.status !== 503 || performance.now() > end) return answer
  }
}

const inSchema = (path: string, name = schema): string => `${path}${path.includes('?') ? '&' : '?'}schema=${name}`
const participant = (service: ServiceName): Caller => ({ agencyId: PARTICIPATING[service], userId: 'z.caller' })

const live = new Map<string, string>()
const keyOf = (service: ServiceName, path: string): string => `${service} ${path}`
const cases = (text: string, among: ReadonlySet<string>): readonly string[] => [...new Set(idsIn(text).filter((id) => among.has(id)))]

/** Reads each list as it is at a position. */
const readLive = async (position: string): Promise<void> => {
  for (const service of SERVICES)
    for (const path of LISTS[service]) {
      const { status, text } = await answerTo(service, path, participant(service), position)
      if (status !== 200) throw new Error(`${path} of ${service} was answered with ${status}: ${text}`)
      live.set(keyOf(service, path), text)
    }
}

beforeAll(async () => {
  running = await inProcessServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  store = openEventStore(running.five.environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
  before = await planted(4)
  let until = await settled()
  // A deadline that is missed meanwhile is recorded.
  for (let read: string | undefined; read !== until; until = await store.lastPosition()) {
    read = until
    await readLive(read)
  }
  const { signal } = new AbortController()
  for (const service of SERVICES)
    await materialiseViews(DESCRIPTION_OF[service], running.five.environments[service], { schema, until, signal })
  after = await planted(2)
  await settled()
}, 240_000)
afterAll(async () => {
  await store.close()
  await running.five.stop()
})

describe.each(SERVICES.flatMap((service) => LISTS[service].map((path) => [service, path] as const)))('the list %s %s', (service, path) => {
  it('answers in a schema of views at a position what it answered then, and nothing that came later', async () => {
    const { status, text } = await answerTo(service, inSchema(path), participant(service))
    expect([status, JSON.parse(text)]).toEqual([200, JSON.parse(live.get(keyOf(service, path)) ?? '')])
    expect(cases(text, after)).toEqual([])
  })

  it('shows there no case to an agency without a part in it, and none to a user who is excluded from it', async () => {
    const strangers = service === 'auditTrail' ? [] : [{ agencyId: OTHER_AGENCIES[service], userId: 'z.caller' }]
    for (const caller of [
      ...strangers,
      ...(service === 'auditTrail' ? [] : [{ agencyId: PARTICIPATING[service], userId: EXCLUDED_USER }]),
    ]) {
      const { status, text } = await answerTo(service, inSchema(path), caller)
      expect([status, cases(text, before)]).toEqual([200, []])
    }
  })

  it('is answered with 404 where there is no such schema of views, and with 400 where it can be none', async () => {
    for (const name of ['nothing', 'public'])
      expect(await answerTo(service, inSchema(path, name), participant(service))).toMatchObject({
        status: 404,
        text: expect.stringContaining(`there is no schema ${name} of views at a position`),
      })
    expect((await answerTo(service, inSchema(path, 'A%20B'), participant(service))).status).toBe(400)
  })
})
