import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RaiseChallenge } from '@case-timeline/contracts'
import pg from 'pg'
import { comesAbout, policeCommand } from './agency-system.fixtures.ts'
import { newId } from './calling.fixtures.ts'
import { SENDING } from './five-services.fixtures.ts'
import { inbound, type Inbound, suspect } from './inbound.fixtures.ts'

let here: Inbound
beforeAll(async () => {
  here = await inbound(process.env['CASE_TIMELINE_TEST_PG'], process.env['CASE_TIMELINE_TEST_KAFKA'])
}, 120_000)
afterAll(() => here.close())

describe('a command that an agency’s system has signed', () => {
  it('is decided and recorded as over HTTP, and answered with what was recorded', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const answer = await here.ask(command)
    expect(answer).toMatchObject({
      jti: command.jti,
      command: 'OpenCase',
      caseId,
      outcome: 'accepted',
      stream: `investigation.case-${caseId}`,
      events: [{ type: 'investigation.CaseOpened', revision: 0 }],
      position: expect.stringMatching(/^\d+$/),
      warnings: [],
    })
    expect((await here.eventsOf(caseId)).map(({ envelope }) => [envelope.actor, envelope.correlationId])).toEqual([
      [{ userId: 'm.santos', agencyId: 'zz-police', role: 'lead-investigator' }, `zz-police:${command.jti}`],
    ])
  })

  it('is refused by the same rules, in the same words, and the refusal is recorded', async () => {
    const caseId = await here.opened()
    expect(await here.ask(policeCommand({ caseId }))).toMatchObject({
      outcome: 'refused',
      rule: 'investigation.a-case-is-opened-once',
      detail: 'a case is opened once, by the one agency that leads it',
      source: expect.any(String),
    })
    expect((await here.eventsOf(caseId)).filter(({ type }) => type === 'case.CommandRefused').length).toBe(1)
  })

  it('is told what is wrong when nothing could be recorded: shape, role, case, revision, name', async () => {
    const caseId = await here.opened()
    const failed = (status: number, more: object = {}) => ({ outcome: 'failed', problem: { status, ...more } })
    expect(await here.ask(suspect(caseId, { body: { data: { kind: 'martian' } } }))).toMatchObject(
      failed(400, { errors: expect.arrayContaining([expect.objectContaining({ path: '$.data.kind' })]) }),
    )
    expect(await here.ask(suspect(caseId, { actor: { userId: 'm.santos', roles: ['prosecutor'] } }))).toMatchObject(failed(403))
    expect(await here.ask(suspect(newId()))).toMatchObject(failed(404, { type: '/problems/case-not-found' }))
    expect(await here.ask(suspect(caseId, { iss: 'zz-harbour-police' }))).toMatchObject(failed(404, { type: '/problems/case-not-found' }))
    expect(await here.ask(suspect(caseId, { iss: 'zz-court', actor: { userId: 'r.aquino', roles: ['registrar'] } }))).toMatchObject(
      failed(403),
    )
    expect(await here.ask(suspect(caseId, { ifMatch: 7 }))).toMatchObject(failed(412))
    expect(await here.ask(suspect(caseId, { command: 'PardonSuspect' }))).toMatchObject(failed(404, { type: '/problems/not-found' }))
    expect((await here.eventsOf(caseId)).length).toBe(1)
  })

  it('may belong to no case, and then has the order of its agency', async () => {
    const command = {
      iss: 'zz-audit',
      aud: '/deployments/zz-e2e/auditTrail',
      jti: randomUUID(),
      command: 'RaiseChallenge',
      actor: { userId: 'a.ramos', roles: ['analyst'] },
      body: { data: RaiseChallenge.example },
    }
    await here.systems.send('audit-trail', 'zz-audit', await here.agencies.sign(command))
    expect((await here.answered(command))[0]).toMatchObject({ key: 'zz-audit', answer: { outcome: 'accepted' } })
  })
})

describe('the same message again', () => {
  it('is answered as the first time, under the same id, and records nothing more', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const jws = await here.send(command)
    await here.systems.send('investigation', caseId, jws)
    await here.systems.send('investigation', caseId, jws)
    const [first, ...again] = await here.answered(command, 3)
    expect(again).toEqual([first, first])
    expect((await here.eventsOf(caseId)).length).toBe(1)
  })

  it('is so on another replica, when the first has gone', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const refused = policeCommand({ caseId })
    const [jws, refusal] = [await here.send(command), await here.send(refused)]
    await here.answered(refused)
    await here.replacePolice()
    await here.systems.send('investigation', caseId, jws)
    await here.systems.send('investigation', caseId, refusal)
    const [first, again] = await here.answered(command, 2)
    expect(again).toEqual(first)
    const ids = (await here.answered(refused, 2)).map(({ id, answer }) => [id, answer.outcome])
    expect(ids[1]).toEqual(ids[0])
    expect((await here.eventsOf(caseId)).map(({ type }) => type)).toEqual(['investigation.CaseOpened', 'case.CommandRefused'])
  })

  it('is another command when another agency has chosen the same id', async () => {
    const jti = randomUUID()
    const [one, other] = [newId(), newId()]
    expect(await here.ask(policeCommand({ caseId: one, jti }))).toMatchObject({ outcome: 'accepted' })
    const theirs = policeCommand({
      caseId: other,
      jti,
      iss: 'zz-harbour-police',
      body: { data: { source: 'report', leadAgency: 'zz-harbour-police', suspectedPurposes: [] } },
    })
    expect(await here.ask(theirs)).toMatchObject({ outcome: 'accepted', caseId: other })
  })
})

describe('answers', () => {
  it('go to the topic of the agency that signed, and to no other', async () => {
    const caseId = newId()
    const harbour = policeCommand({ caseId, iss: 'zz-harbour-police' })
    await here.ask(harbour)
    for (const agencyId of Object.values(SENDING)
      .flat()
      .filter((one) => one !== 'zz-harbour-police'))
      expect(here.systems.answers(agencyId).filter(({ answer }) => answer.jti === harbour.jti)).toEqual([])
  })
})

describe('while the event store is away', () => {
  it('a command waits with its partition; nothing is put aside, and then it is answered', async () => {
    const caseId = await here.opened()
    const before = here.systems.aside().length
    const command = suspect(caseId)
    await withoutStore(async () => {
      await here.send(command)
      await comesAbout('it is told that commands wait', async () => (await hindrances()).some((one) => one.includes('are not taken')))
      expect(here.answersTo(command)).toEqual([])
    })
    expect((await here.answered(command))[0]?.answer).toMatchObject({ outcome: 'accepted' })
    expect(here.systems.aside().length).toBe(before)
    expect((await here.eventsOf(caseId)).length).toBe(2)
  })
})

describe('a register of keys that cannot be believed', () => {
  it('keeps the service from starting, in a sentence', async () => {
    const file = join(here.folder, 'wrong.json')
    await writeFile(file, JSON.stringify({ agencies: [{ agencyId: 'zz-police', sector: 'investigation', roles: ['judge'], keys: [] }] }))
    await expect(here.startPolice({ AGENCY_KEYS: pathToFileURL(file).href })).rejects.toThrow(
      'investigation cannot start: the document that AGENCY_KEYS names is wrong: agencies.0.keys',
    )
  })
})

describe('a stranger at the HTTP door', () => {
  it.each(['In-Process m.santos', `In-Process ${'A'.repeat(43)}`, 'In-Process'])('is not believed with "%s"', async (authorization) => {
    const answer = await fetch(`${here.url()}/cases/${newId()}/open-case`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(policeCommand({ caseId: newId() }).body),
    })
    expect(answer.status).toBe(401)
  })
})

/** No login of the service comes to the event store meanwhile. */
const withoutStore = async (work: () => Promise<void>): Promise<void> => {
  const login = new URL(here.environments.investigation['EVENT_STORE_URL'] ?? '').username
  const admin = new pg.Client({ connectionString: process.env['CASE_TIMELINE_TEST_PG'] })
  await admin.connect()
  try {
    await admin.query(`alter role ${admin.escapeIdentifier(login)} connection limit 0`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [login])
    await work()
  } finally {
    await admin.query(`alter role ${admin.escapeIdentifier(login)} connection limit -1`)
    await admin.end()
  }
}

const hindrances = async (): Promise<readonly string[]> => {
  const body = (await (await fetch(`${here.url()}/health/ready`)).json()) as { hindrances?: readonly string[] }
  return body.hindrances ?? []
}
