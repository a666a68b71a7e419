import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { start as startAuditTrail } from '@case-timeline/audit-trail'
import { type CaseCommand, IdentifySuspect, LARGEST_MESSAGE, RaiseChallenge } from '@case-timeline/contracts'
import { openEventStore } from '@case-timeline/event-store'
import { prepareTopics } from '@case-timeline/feed'
import { start as startInvestigation } from '@case-timeline/investigation'
import { type Development, development, type RunningService } from '@case-timeline/service-kit'
import { type AgencySystems, agencySystems, comesAbout, keyOf, policeCommand, type ReceivedAnswer } from './agency-system.fixtures.ts'
import pg from 'pg'
import { newId } from './calling.fixtures.ts'
import { SENDING } from './five-services.fixtures.ts'

const BROKER = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? ''
const prefix = `${randomUUID().slice(0, 8)}.`
const EVENT_FEED_URL = `kafka://${BROKER}/?prefix=${prefix}`

let folder: string
let made: Development
let systems: AgencySystems
let police: RunningService
const running: RunningService[] = []

const startPolice = async () => {
  police = await startInvestigation({ ...made.environments.investigation, EVENT_FEED_URL, LOG_LEVEL: 'fatal' })
  running.push(police)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbound-'))
  const agencies = Object.values(SENDING).flat()
  await prepareTopics(EVENT_FEED_URL, { agencies, replication: 1 })
  const databases = { adminUrl: process.env['CASE_TIMELINE_TEST_PG'] ?? '', prefix: `inbound_${process.pid}_${Date.now().toString(36)}_` }
  made = await development({ ...databases, folder, deployment: 'zz-e2e', jurisdiction: 'ZZ', receiving: {}, sending: SENDING })
  await startPolice()
  running.push(await startAuditTrail({ ...made.environments.auditTrail, EVENT_FEED_URL, LOG_LEVEL: 'fatal' }))
  systems = await agencySystems(BROKER, prefix)
}, 120_000)
afterAll(async () => {
  await systems.close()
  for (const service of running) await service.stop()
  await rm(folder, { recursive: true })
})

type Sent = Omit<CaseCommand, 'iat' | 'exp'> & Partial<Pick<CaseCommand, 'iat' | 'exp'>>

/** Signs a command as its agency and puts it on the topic of its service, under its own key. */
const send = async (command: Sent): Promise<string> => {
  const jws = await made.agencies.sign(command)
  await systems.send('investigation', keyOf(command), jws)
  return jws
}
const answersTo = ({ iss, jti }: Pick<Sent, 'iss' | 'jti'>): readonly ReceivedAnswer[] =>
  systems.answers(iss).filter(({ answer }) => answer.jti === jti)
const answered = async (command: Pick<Sent, 'iss' | 'jti'>, times = 1): Promise<readonly ReceivedAnswer[]> => {
  await comesAbout(`${command.jti} is answered`, () => answersTo(command).length >= times)
  return answersTo(command)
}
const ask = async (command: Sent) => {
  await send(command)
  return (await answered(command))[0]?.answer
}
/** Everything behind it in its partition has been dealt with as well. */
const behind = (caseId: string) => ask(policeCommand({ caseId, command: 'NoSuchCommand' }))
const eventsOf = async (caseId: string) => {
  const store = openEventStore(made.environments.auditTrail['EVENT_STORE_URL'] ?? '')
  try {
    return await store.readCase(caseId)
  } finally {
    await store.close()
  }
}
const opened = async (): Promise<string> => {
  const caseId = newId()
  expect(await ask(policeCommand({ caseId }))).toMatchObject({ outcome: 'accepted' })
  return caseId
}
const suspect = (caseId: string, change: Partial<Sent> = {}): Sent =>
  policeCommand({ caseId, command: 'IdentifySuspect', body: { data: { ...IdentifySuspect.example, personRef: newId() } }, ...change })

describe('a command that an agency’s system has signed', () => {
  it('is decided and recorded as over HTTP, and answered with what was recorded', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const answer = await ask(command)
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
    expect((await eventsOf(caseId)).map(({ envelope }) => [envelope.actor, envelope.correlationId])).toEqual([
      [{ userId: 'm.santos', agencyId: 'zz-police', role: 'lead-investigator' }, `zz-police:${command.jti}`],
    ])
  })

  it('is refused by the same rules, in the same words, and the refusal is recorded', async () => {
    const caseId = await opened()
    expect(await ask(policeCommand({ caseId }))).toMatchObject({
      outcome: 'refused',
      rule: 'investigation.a-case-is-opened-once',
      detail: 'a case is opened once, by the one agency that leads it',
      source: expect.any(String),
    })
    expect((await eventsOf(caseId)).filter(({ type }) => type === 'case.CommandRefused').length).toBe(1)
  })

  it('is told what is wrong when nothing could be recorded: shape, role, case, revision, name', async () => {
    const caseId = await opened()
    const failed = (status: number, more: object = {}) => ({ outcome: 'failed', problem: { status, ...more } })
    expect(await ask(suspect(caseId, { body: { data: { kind: 'martian' } } }))).toMatchObject(
      failed(400, { errors: expect.arrayContaining([expect.objectContaining({ path: '$.data.kind' })]) }),
    )
    expect(await ask(suspect(caseId, { actor: { userId: 'm.santos', roles: ['prosecutor'] } }))).toMatchObject(failed(403))
    expect(await ask(suspect(newId()))).toMatchObject(failed(404, { type: '/problems/case-not-found' }))
    expect(await ask(suspect(caseId, { iss: 'zz-harbour-police' }))).toMatchObject(failed(404, { type: '/problems/case-not-found' }))
    expect(await ask(suspect(caseId, { iss: 'zz-court', actor: { userId: 'r.aquino', roles: ['registrar'] } }))).toMatchObject(failed(403))
    expect(await ask(suspect(caseId, { ifMatch: 7 }))).toMatchObject(failed(412))
    expect(await ask(suspect(caseId, { command: 'PardonSuspect' }))).toMatchObject(failed(404, { type: '/problems/not-found' }))
    expect((await eventsOf(caseId)).length).toBe(1)
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
    await systems.send('audit-trail', 'zz-audit', await made.agencies.sign(command))
    expect((await answered(command))[0]).toMatchObject({ key: 'zz-audit', answer: { outcome: 'accepted' } })
  })
})

describe('the same message again', () => {
  it('is answered as the first time, under the same id, and records nothing more', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const jws = await send(command)
    await systems.send('investigation', caseId, jws)
    await systems.send('investigation', caseId, jws)
    const [first, ...again] = await answered(command, 3)
    expect(again).toEqual([first, first])
    expect((await eventsOf(caseId)).length).toBe(1)
  })

  it('is so after a restart, and on another replica', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const refused = policeCommand({ caseId })
    const [jws, refusal] = [await send(command), await send(refused)]
    await answered(refused)
    await police.stop()
    await startPolice()
    await systems.send('investigation', caseId, jws)
    await systems.send('investigation', caseId, refusal)
    const [first, again] = await answered(command, 2)
    expect(again).toEqual(first)
    const ids = (await answered(refused, 2)).map(({ id, answer }) => [id, answer.outcome])
    expect(ids[1]).toEqual(ids[0])
    expect((await eventsOf(caseId)).map(({ type }) => type)).toEqual(['investigation.CaseOpened', 'case.CommandRefused'])
  })

  it('is another command when another agency has chosen the same id', async () => {
    const jti = randomUUID()
    const [one, other] = [newId(), newId()]
    expect(await ask(policeCommand({ caseId: one, jti }))).toMatchObject({ outcome: 'accepted' })
    const theirs = policeCommand({
      caseId: other,
      jti,
      iss: 'zz-harbour-police',
      body: { data: { source: 'report', leadAgency: 'zz-harbour-police', suspectedPurposes: [] } },
    })
    expect(await ask(theirs)).toMatchObject({ outcome: 'accepted', caseId: other })
  })
})

describe('what no agency has signed for this service, now', () => {
  it.each<readonly [string, string, (caseId: string) => Promise<string | Buffer>]>([
    ['is malformed', 'malformed', async () => 'open the case, please'],
    ['is malformed in its bytes', 'malformed', async () => Buffer.from([0xff, 0x00, 0xfe])],
    ['is larger than any', 'malformed', async () => 'A'.repeat(LARGEST_MESSAGE + 1)],
    ['has expired', 'expired', async (caseId) => made.agencies.sign({ ...suspect(caseId), iat: now() - 600, exp: now() - 120 })],
    ['was signed tomorrow', 'from-the-future', async (caseId) => made.agencies.sign({ ...suspect(caseId), iat: now() + 600 })],
    ['was changed on its way', 'wrong-signature', async (caseId) => changed(await made.agencies.sign(suspect(caseId)))],
    [
      'is for another service',
      'wrong-audience',
      async (caseId) => made.agencies.sign(suspect(caseId, { aud: '/deployments/zz-e2e/prosecution' })),
    ],
    ['has the key of another agency', 'unknown-key', async (caseId) => made.agencies.sign(suspect(caseId), { by: 'zz-harbour-police' })],
    [
      'is by nobody that is known',
      'unknown-agency',
      async (caseId) => made.agencies.sign(suspect(caseId, { iss: 'zz-nobody' }), { by: 'zz-harbour-police' }),
    ],
  ])('%s: it is put aside, and what stands behind it goes on', async (_, reason, message) => {
    const caseId = await opened()
    const before = systems.aside().length
    const answersBefore = systems.answers('zz-harbour-police').length
    const value = await message(caseId)
    await systems.send('investigation', caseId, value)
    expect(await ask(suspect(caseId))).toMatchObject({ outcome: 'accepted' })
    await comesAbout('it is put aside', () => systems.aside().length > before)
    expect(systems.aside().slice(before)).toMatchObject([
      {
        headers: { quarantine_reason: reason, quarantine_topic: `${prefix}case-commands.investigation` },
        value: value.toString().slice(0, LARGEST_MESSAGE),
      },
    ])
    expect((await eventsOf(caseId)).length).toBe(2)
    expect(systems.answers('zz-harbour-police').length).toBe(answersBefore)
    expect(systems.answers('zz-nobody')).toEqual([])
  })

  it('is replayed: under the id of another command, with another time, or in another case’s place', async () => {
    const caseId = await opened()
    const before = systems.aside().length
    const first = suspect(caseId)
    const jws = await send(first)
    await answered(first)
    const { iat } = claimsOf(jws)
    await send({ ...first, body: suspect(caseId).body })
    await send({ ...first, actor: { userId: 'somebody.else', roles: ['investigator'] } })
    await send({ ...first, iat: iat - 1 })
    await systems.send('investigation', newId(), jws)
    const other = await opened()
    await send({ ...first, caseId: other })
    await behind(caseId)
    await behind(other)
    await comesAbout('all are put aside', () => systems.aside().length >= before + 5)
    expect(
      systems
        .aside()
        .slice(before)
        .map(({ headers }) => headers.quarantine_reason),
    ).toEqual(Array.from({ length: 5 }, () => 'replayed'))
    expect(answersTo(first).length).toBe(1)
    expect((await eventsOf(caseId)).length).toBe(2)
    expect((await eventsOf(other)).length).toBe(1)
  })
})

describe('answers', () => {
  it('go to the topic of the agency that signed, and to no other', async () => {
    const caseId = newId()
    const harbour = policeCommand({ caseId, iss: 'zz-harbour-police' })
    await ask(harbour)
    for (const agencyId of Object.values(SENDING)
      .flat()
      .filter((one) => one !== 'zz-harbour-police'))
      expect(systems.answers(agencyId).filter(({ answer }) => answer.jti === harbour.jti)).toEqual([])
  })
})

describe('while the event store is away', () => {
  it('a command waits with its partition; nothing is put aside, and then it is answered', async () => {
    const caseId = await opened()
    const before = systems.aside().length
    const command = suspect(caseId)
    await withoutStore(async () => {
      await send(command)
      await comesAbout('it is told that commands wait', async () => (await hindrances()).some((one) => one.includes('are not taken')))
      expect(answersTo(command)).toEqual([])
    })
    expect((await answered(command))[0]?.answer).toMatchObject({ outcome: 'accepted' })
    expect(systems.aside().length).toBe(before)
    expect((await eventsOf(caseId)).length).toBe(2)
  })
})

describe('a register of keys that cannot be believed', () => {
  it('keeps the service from starting, in a sentence', async () => {
    const file = join(folder, 'wrong.json')
    await writeFile(file, JSON.stringify({ agencies: [{ agencyId: 'zz-police', sector: 'investigation', roles: ['judge'], keys: [] }] }))
    const environment = { ...made.environments.investigation, EVENT_FEED_URL, LOG_LEVEL: 'fatal', AGENCY_KEYS: pathToFileURL(file).href }
    await expect(startInvestigation(environment)).rejects.toThrow(
      'investigation cannot start: the document that AGENCY_KEYS names is wrong: agencies.0.keys',
    )
  })
})

describe('operators', () => {
  it('see how many messages were answered and put aside', async () => {
    const metrics = await (await fetch(`${police.url}/metrics`)).text()
    for (const outcome of ['accepted', 'refused', 'failed', 'quarantined'])
      expect(metrics).toMatch(new RegExp(`inbound_commands_total\\{outcome="${outcome}"\\} [1-9]`))
  })
})

describe('a stranger at the HTTP door', () => {
  it.each(['In-Process m.santos', `In-Process ${'A'.repeat(43)}`, 'In-Process'])('is not believed with "%s"', async (authorization) => {
    const answer = await fetch(`${police.url}/cases/${newId()}/open-case`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(policeCommand({ caseId: newId() }).body),
    })
    expect(answer.status).toBe(401)
  })
})

/** No login of the service comes to the event store meanwhile. */
const withoutStore = async (work: () => Promise<void>): Promise<void> => {
  const login = new URL(made.environments.investigation['EVENT_STORE_URL'] ?? '').username
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
  const body = (await (await fetch(`${police.url}/health/ready`)).json()) as { hindrances?: readonly string[] }
  return body.hindrances ?? []
}

const now = (): number => Math.floor(Date.now() / 1_000)

const claimsOf = (jws: string): CaseCommand => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as CaseCommand

/** Another case in the place of the one that was signed. */
const changed = (jws: string): string => {
  const [header, , signature] = jws.split('.')
  return `${header}.${Buffer.from(JSON.stringify({ ...claimsOf(jws), jti: randomUUID() })).toString('base64url')}.${signature}`
}
