import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AccessExcluded, EvidenceCollected, SuspectIdentified } from '@case-timeline/contracts'
import { waitUntil } from '@case-timeline/feed/fixtures'
import {
  auditor,
  apiClient,
  leadInvestigator,
  newId,
  otherPolice,
  type Persona,
  prosecutor,
  recordsSupervisor,
  type Reply,
} from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { type ReceivedEvent, subscribe } from './event-subscription.fixtures.ts'

const system = (persona: Persona, userId = 'case-system'): Persona => ({ ...persona, userId, roles: ['agency-system'] })
const policeSystem = system(leadInvestigator)
const harbourSystem = system(otherPolice)

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const open = async (who: Persona): Promise<string> => {
  const caseId = newId()
  const opened = { source: 'report', leadAgency: who.agencyId, suspectedPurposes: [] }
  expect((await api.post(who, `/cases/${caseId}/open-case`, { data: opened })).status).toBe(201)
  return caseId
}
const record = async (who: Persona, caseId: string, command: string, data: unknown): Promise<string> => {
  const { status, body } = await api.post(who, `/cases/${caseId}/${command}`, { data })
  expect(status).toBe(201)
  return String(body['position'])
}
const collect = (who: Persona, caseId: string) =>
  record(who, caseId, 'collect-evidence', { ...EvidenceCollected.example, evidenceId: newId() })

const eventsIn = ({ body }: Reply): readonly ReceivedEvent[] => body as unknown as ReceivedEvent[]
const nextOf = ({ headers }: Reply): string => /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? ''

/** All events, page by page, until the end of the log. */
const follow = async (who: Persona, address: string): Promise<{ received: readonly ReceivedEvent[]; cursor: string }> => {
  const received: ReceivedEvent[] = []
  for (let next = address; ;) {
    const page = await api.get(who, next)
    expect(page.status).toBe(200)
    received.push(...eventsIn(page))
    if (page.headers.get('caught-up') === 'true') return { received, cursor: page.headers.get('cursor') ?? '' }
    next = nextOf(page)
  }
}
const casesOf = (received: readonly ReceivedEvent[]) => new Set(received.map(({ data }) => data.envelope.caseId))

describe('an agency’s system that reads the events page by page', () => {
  it('gets the records of exactly the cases of its agency, as CloudEvents in order', async () => {
    const [own, foreign] = [await open(leadInvestigator), await open(otherPolice)]
    await collect(leadInvestigator, own)
    await collect(otherPolice, foreign)
    const page = await api.get(policeSystem, '/events?after=0&limit=1000')
    expect(page.headers.get('content-type')).toMatch(/^application\/cloudevents-batch\+json/)
    expect(eventsIn(page)[0]).toMatchObject({
      specversion: '1.0',
      type: 'investigation.CaseOpened',
      source: '/deployments/zz-e2e/investigation',
      datacontenttype: 'application/json',
      partitionkey: own,
    })
    expect(casesOf(eventsIn(page))).toEqual(new Set([own]))
    expect(casesOf((await follow(harbourSystem, '/events')).received)).toEqual(new Set([foreign]))
  })

  it('follows the link of each page, and gets the same events with small pages', async () => {
    const fullResult = await follow(policeSystem, '/events?limit=1000')
    const pagedResult = await follow(policeSystem, '/events?limit=1')
    expect(pagedResult).toEqual(fullResult)
    expect((await follow(policeSystem, `/events?after=${fullResult.cursor}`)).received).toEqual([])
  })

  it('gets the same records as audit-trail', async () => {
    const { received } = await follow(policeSystem, '/events')
    const all = (await follow(auditor, '/events')).received
    for (const { position, data } of received) expect(all.find((one) => one.position === position)?.data).toEqual(data)
    expect(casesOf(all).size).toBeGreaterThan(casesOf(received).size)
  })

  it('can read a case from its beginning when its agency joins the case later', async () => {
    const caseId = await open(leadInvestigator)
    await record(leadInvestigator, caseId, 'identify-suspect', { ...SuspectIdentified.example, personRef: newId() })
    const conflicted = newId()
    const victim = { personRef: conflicted, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' }
    await record(leadInvestigator, caseId, 'identify-presumed-victim', victim)
    const before = await follow(system(prosecutor), '/events')
    expect(casesOf(before.received)).not.toContain(caseId)
    expect((await api.get(system(prosecutor), `/cases/${caseId}/events`)).status).toBe(404)

    // A presumed victim who becomes a suspect too: the conflict brings the prosecution into the case.
    await record(leadInvestigator, caseId, 'identify-suspect', { ...SuspectIdentified.example, personRef: conflicted })
    const after = await follow(system(prosecutor), `/events?after=${before.cursor}`)
    expect(after.received.map(({ type }) => type)).toContain('investigation.VictimSuspectConflictFlagged')
    expect(after.received.map(({ type }) => type)).not.toContain('investigation.CaseOpened')

    const { received } = await follow(system(prosecutor), `/cases/${caseId}/events?limit=2`)
    expect(received[0]).toMatchObject({ type: 'investigation.CaseOpened' })
    expect(received.map(({ position }) => position)).toEqual(expect.arrayContaining(after.received.map(({ position }) => position)))
    // The prosecution reacts to the conflict: its event must not come among those of the next specifications.
    await waitUntil('the prosecution has received the task', async () => {
      const page = await follow(system(prosecutor), `/cases/${caseId}/events`)
      return page.received.some(({ type }) => type === 'case.HandoverReceived')
    })
  })

  it('is rejected with invalid parameters', async () => {
    for (const query of ['after=-1', 'after=1e3', 'after=1.f', 'after=999999999999999999', 'limit=0', 'limit=1001', 'from=3', "after=1'"])
      expect((await api.get(policeSystem, `/events?${query}`)).status).toBe(400)
  })
})

describe('an agency’s system that subscribes to the event stream', () => {
  it('receives the events of its own cases as they are recorded, and no events of another agency', async () => {
    const [police, harbour] = [await subscribe(five, policeSystem), await subscribe(five, harbourSystem)]
    expect(police.headers.get('content-type')).toBe('text/event-stream')
    const [own, foreign] = [await open(leadInvestigator), await open(otherPolice)]
    await police.waitUntil((received) => casesOf(received).has(own))
    await harbour.waitUntil((received) => casesOf(received).has(foreign))
    const position = await collect(leadInvestigator, own)
    await police.waitUntil((received) => received.at(-1)?.position === position)
    expect(police.lastId()).toBe(`${position}.${police.received.at(-1)?.data.eventHash.slice(0, 16)}`)
    expect(casesOf(police.received)).not.toContain(foreign)
    expect(casesOf(harbour.received)).not.toContain(own)
    await Promise.all([police.close(), harbour.close()])
  })

  it('continues after a broken connection with the event after the last one that it received', async () => {
    const caseId = await open(leadInvestigator)
    const first = await subscribe(five, policeSystem)
    await first.waitUntil((received) => casesOf(received).has(caseId))
    await first.close()
    await collect(leadInvestigator, caseId)
    await collect(leadInvestigator, caseId)
    const missed = (await follow(policeSystem, `/events?after=${first.lastId()}`)).received
    // `after` is still in the URL of the first connection: Last-Event-ID takes precedence.
    const second = await subscribe(five, policeSystem, '?after=0', { 'last-event-id': first.lastId() })
    await second.waitUntil((received) => received.length >= missed.length)
    expect(second.received).toEqual(missed)
    expect(casesOf(missed)).toEqual(new Set([caseId]))
    await second.close()
  })

  it('receives no events of a case after its user is excluded from it, and all events of other cases', async () => {
    const [excludedCaseId, other] = [await open(leadInvestigator), await open(leadInvestigator)]
    const excludedSubscriber = await subscribe(five, system(leadInvestigator, 'relatives-system'))
    const colleague = await subscribe(five, policeSystem)
    await excludedSubscriber.waitUntil((received) => casesOf(received).has(excludedCaseId))

    const data = { ...AccessExcluded.example, userId: 'relatives-system' }
    await record(recordsSupervisor, excludedCaseId, 'exclude-from-access', data)
    const missedPosition = await collect(leadInvestigator, excludedCaseId)
    const received = await collect(leadInvestigator, other)
    await excludedSubscriber.waitUntil((all) => all.at(-1)?.position === received)
    await colleague.waitUntil((all) => all.at(-1)?.position === received)
    expect(colleague.received.map(({ position }) => position)).toContain(missedPosition)
    expect(excludedSubscriber.received.map(({ position }) => position)).not.toContain(missedPosition)
    expect(excludedSubscriber.received.map(({ type }) => type)).not.toContain(AccessExcluded.type)
    expect(casesOf((await follow(system(leadInvestigator, 'relatives-system'), '/events')).received)).not.toContain(excludedCaseId)
    await Promise.all([excludedSubscriber.close(), colleague.close()])
  })

  it('is rejected with an invalid Last-Event-ID, and with more than 5 streams at once', async () => {
    expect((await subscribe(five, policeSystem, '', { 'last-event-id': 'yesterday' })).status).toBe(400)
    const busySystem = system(leadInvestigator, 'eager-system')
    const streams = await Promise.all(Array.from({ length: 5 }, () => subscribe(five, busySystem)))
    const refused = await api.get(busySystem, '/events/stream')
    expect(refused).toMatchObject({ status: 429, body: { type: '/problems/overloaded' } })
    expect(refused.headers.get('retry-after')).toBe('10')
    await Promise.all(streams.map((one) => one.close()))
  })

  it('does not use up a stream with a HEAD request', async () => {
    for (let times = 6; times > 0; times--) {
      const answer = await api.call(system(leadInvestigator, 'curious-system'), '/events/stream', { method: 'HEAD' })
      expect(answer.headers.get('content-type')).toBe('text/event-stream')
    }
  })

  it('is disconnected when its token expires', async () => {
    const shortLived = await subscribe(five, policeSystem, '', {}, 2)
    expect(shortLived.status).toBe(200)
    await shortLived.ended
  })

  it('does not prevent the service from stopping, even when it reads nothing of the stream', async () => {
    const caseId = await open(leadInvestigator)
    const replica = await five.replica('investigation')
    const stuckRequest = request(`${replica.url}/events/stream`, {
      headers: { authorization: `Bearer ${await five.issuer.tokenFor(policeSystem)}` },
    }).end()
    await once(stuckRequest, 'response')
    const subscriber = await subscribe({ ...five, urls: { ...five.urls, investigation: replica.url } }, policeSystem)
    await subscriber.waitUntil((received) => casesOf(received).has(caseId))
    await replica.stop()
    await subscriber.ended
    stuckRequest.destroy()
  })
})
