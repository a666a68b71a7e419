import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AccessExcluded, EvidenceCollected, SuspectIdentified } from '@case-timeline/contracts'
import { auditor, calling, lead, newId, otherPolice, type Persona, prosecutor, records, type Reply } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { type Heard, listening } from './listening.fixtures.ts'

const system = (of: Persona, userId = 'case-system'): Persona => ({ ...of, userId, roles: ['agency-system'] })
const policeSystem = system(lead)
const harbourSystem = system(otherPolice)

let five: FiveServices
let ask: ReturnType<typeof calling>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
}, 120_000)
afterAll(() => five.stop())

const open = async (who: Persona): Promise<string> => {
  const caseId = newId()
  const opened = { source: 'report', leadAgency: who.agencyId, suspectedPurposes: [] }
  expect((await ask.post(who, `/cases/${caseId}/open-case`, { data: opened })).status).toBe(201)
  return caseId
}
const record = async (who: Persona, caseId: string, command: string, data: unknown): Promise<string> => {
  const { status, body } = await ask.post(who, `/cases/${caseId}/${command}`, { data })
  expect(status).toBe(201)
  return String(body['position'])
}
const collect = (who: Persona, caseId: string) =>
  record(who, caseId, 'collect-evidence', { ...EvidenceCollected.example, evidenceId: newId() })

const heardIn = ({ body }: Reply): readonly Heard[] => body as unknown as Heard[]
const nextOf = ({ headers }: Reply): string => /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? ''

/** All that a page after another brings, until there is no more. */
const follow = async (who: Persona, address: string): Promise<{ heard: readonly Heard[]; position: string }> => {
  const heard: Heard[] = []
  for (let next = address; ;) {
    const page = await ask.get(who, next)
    expect(page.status).toBe(200)
    heard.push(...heardIn(page))
    if (page.headers.get('caught-up') === 'true') return { heard, position: page.headers.get('position') ?? '' }
    next = nextOf(page)
  }
}
const casesOf = (heard: readonly Heard[]) => new Set(heard.map(({ data }) => data.envelope.caseId))

describe('an agency’s system that reads the events page by page', () => {
  it('gets the records of its agency’s cases as CloudEvents, in order, and of no other', async () => {
    const [own, foreign] = [await open(lead), await open(otherPolice)]
    await collect(lead, own)
    await collect(otherPolice, foreign)
    const page = await ask.get(policeSystem, '/events?after=0&limit=1000')
    expect(page.headers.get('content-type')).toMatch(/^application\/cloudevents-batch\+json/)
    expect(heardIn(page)[0]).toMatchObject({
      specversion: '1.0',
      type: 'investigation.CaseOpened',
      source: '/deployments/zz-e2e/investigation',
      datacontenttype: 'application/json',
      partitionkey: own,
    })
    expect(casesOf(heardIn(page))).toEqual(new Set([own]))
    expect(casesOf((await follow(harbourSystem, '/events')).heard)).toEqual(new Set([foreign]))
  })

  it('reads on by the link that each page gives, and misses nothing by small pages', async () => {
    const whole = await follow(policeSystem, '/events?limit=1000')
    const pieces = await follow(policeSystem, '/events?limit=1')
    expect(pieces).toEqual(whole)
    expect((await follow(policeSystem, `/events?after=${whole.position}`)).heard).toEqual([])
  })

  it('gets the very record that audit-trail has', async () => {
    const { heard } = await follow(policeSystem, '/events')
    const all = (await follow(auditor, '/events')).heard
    for (const { position, data } of heard) expect(all.find((one) => one.position === position)?.data).toEqual(data)
    expect(casesOf(all).size).toBeGreaterThan(casesOf(heard).size)
  })

  it('comes late to a case, and reads it from its beginning', async () => {
    const caseId = await open(lead)
    await record(lead, caseId, 'identify-suspect', { ...SuspectIdentified.example, personRef: newId() })
    const conflicted = newId()
    const victim = { personRef: conflicted, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' }
    await record(lead, caseId, 'identify-presumed-victim', victim)
    const before = await follow(system(prosecutor), '/events')
    expect(casesOf(before.heard)).not.toContain(caseId)
    expect((await ask.get(system(prosecutor), `/cases/${caseId}/events`)).status).toBe(404)

    // A presumed victim who is suspected too: the prosecutor is brought in.
    await record(lead, caseId, 'identify-suspect', { ...SuspectIdentified.example, personRef: conflicted })
    const after = await follow(system(prosecutor), `/events?after=${before.position}`)
    expect(after.heard.map(({ type }) => type)).toContain('investigation.VictimSuspectConflictFlagged')
    expect(after.heard.map(({ type }) => type)).not.toContain('investigation.CaseOpened')

    const { heard } = await follow(system(prosecutor), `/cases/${caseId}/events?limit=2`)
    expect(heard[0]).toMatchObject({ type: 'investigation.CaseOpened' })
    expect(heard.map(({ position }) => position)).toEqual(expect.arrayContaining(after.heard.map(({ position }) => position)))
  })

  it('is told apart from those who may not read events at all, and from nonsense', async () => {
    expect((await ask.get({ ...lead, roles: ['operator'] }, '/events')).status).toBe(403)
    expect((await ask.get({ ...policeSystem, sector: 'prosecution' }, '/events')).status).toBe(200)
    const foreign = await five.issuer.tokenFor(prosecutor)
    expect((await ask.call(lead, '/events', { headers: { authorization: `Bearer ${foreign}` } })).status).toBe(403)
    for (const query of ['after=-1', 'after=1e3', 'limit=0', 'limit=1001', 'from=3', "after=1'"])
      expect((await ask.get(policeSystem, `/events?${query}`)).status).toBe(400)
    expect((await ask.post(policeSystem, `/cases/${newId()}/open-case`, {})).status).toBe(403)
  })
})

describe('an agency’s system that listens', () => {
  it('hears of its cases as they are recorded; another agency, listening too, does not', async () => {
    const [police, harbour] = [await listening(five, policeSystem), await listening(five, harbourSystem)]
    expect(police.headers.get('content-type')).toBe('text/event-stream')
    const [own, foreign] = [await open(lead), await open(otherPolice)]
    await police.until((heard) => casesOf(heard).has(own))
    await harbour.until((heard) => casesOf(heard).has(foreign))
    const position = await collect(lead, own)
    await police.until((heard) => heard.at(-1)?.position === position)
    expect(police.lastId()).toBe(position)
    expect(casesOf(police.heard)).not.toContain(foreign)
    expect(casesOf(harbour.heard)).not.toContain(own)
    await Promise.all([police.leave(), harbour.leave()])
  })

  it('goes on after a broken connection with the event after the last that it had', async () => {
    const caseId = await open(lead)
    const first = await listening(five, policeSystem)
    await first.until((heard) => casesOf(heard).has(caseId))
    await first.leave()
    await collect(lead, caseId)
    await collect(lead, caseId)
    const missed = (await follow(policeSystem, `/events?after=${first.lastId()}`)).heard
    // `after` is what the address said when it connected first; the id of the last event goes before it.
    const second = await listening(five, policeSystem, '?after=0', { 'last-event-id': first.lastId() })
    await second.until((heard) => heard.length >= missed.length)
    expect(second.heard).toEqual(missed)
    expect(casesOf(missed)).toEqual(new Set([caseId]))
    await second.leave()
  })

  it('hears nothing more of a case once its user is excluded, and still all of the others', async () => {
    const [barred, other] = [await open(lead), await open(lead)]
    const excluded = await listening(five, system(lead, 'relatives-system'))
    const colleague = await listening(five, policeSystem)
    await excluded.until((heard) => casesOf(heard).has(barred))

    const data = { ...AccessExcluded.example, userId: 'relatives-system' }
    await record(records, barred, 'exclude-from-access', data)
    const unheard = await collect(lead, barred)
    const heard = await collect(lead, other)
    await excluded.until((all) => all.at(-1)?.position === heard)
    await colleague.until((all) => all.at(-1)?.position === heard)
    expect(colleague.heard.map(({ position }) => position)).toContain(unheard)
    expect(excluded.heard.map(({ position }) => position)).not.toContain(unheard)
    expect(excluded.heard.map(({ type }) => type)).not.toContain(AccessExcluded.type)
    expect(casesOf((await follow(system(lead, 'relatives-system'), '/events')).heard)).not.toContain(barred)
    await Promise.all([excluded.leave(), colleague.leave()])
  })

  it('is asked for an id that this service gives, and no more than a few times at once', async () => {
    expect((await listening(five, policeSystem, '', { 'last-event-id': 'yesterday' })).status).toBe(400)
    const eager = system(lead, 'eager-system')
    const streams = await Promise.all(Array.from({ length: 5 }, () => listening(five, eager)))
    const refused = await ask.get(eager, '/events/stream')
    expect(refused).toMatchObject({ status: 429, body: { type: '/problems/overloaded' } })
    expect(refused.headers.get('retry-after')).toBe('10')
    await Promise.all(streams.map((one) => one.leave()))
  })

  it('takes no room when it only asks for the headers', async () => {
    for (let times = 6; times > 0; times--) {
      const answer = await ask.call(system(lead, 'curious-system'), '/events/stream', { method: 'HEAD' })
      expect(answer.headers.get('content-type')).toBe('text/event-stream')
    }
  })

  it('is let go when its token ends', async () => {
    const short = await listening(five, policeSystem, '', {}, 2)
    expect(short.status).toBe(200)
    await short.over
  })

  it('keeps no service from stopping, even when it takes nothing of what it is sent', async () => {
    const caseId = await open(lead)
    const replica = await five.replica('investigation')
    const stuck = request(`${replica.url}/events/stream`, {
      headers: { authorization: `Bearer ${await five.issuer.tokenFor(policeSystem)}` },
    }).end()
    await once(stuck, 'response')
    const listener = await listening({ ...five, urls: { ...five.urls, investigation: replica.url } }, policeSystem)
    await listener.until((heard) => casesOf(heard).has(caseId))
    await replica.stop()
    await listener.over
    stuck.destroy()
  })
})
