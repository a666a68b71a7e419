import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RaiseChallenge } from '@case-timeline/contracts'
import pg from 'pg'
import { waitFor, policeCommand } from './agency-system.fixtures.ts'
import { newId } from './api-client.fixtures.ts'
import { SENDING } from './five-services.fixtures.ts'
import { startInbound, type InboundSystem, identifySuspectCommand } from './inbound.fixtures.ts'

let system: InboundSystem
beforeAll(async () => {
  system = await startInbound(process.env['CASE_TIMELINE_TEST_PG'], process.env['CASE_TIMELINE_TEST_KAFKA'])
}, 120_000)
afterAll(() => system.close())

describe('a command that an agency’s system has signed', () => {
  it('is decided and recorded as over HTTP, and answered with the recorded events', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const answer = await system.sendAndWait(command)
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
    expect((await system.eventsOf(caseId)).map(({ envelope }) => [envelope.actor, envelope.correlationId])).toEqual([
      [{ userId: 'm.santos', agencyId: 'zz-police', role: 'lead-investigator' }, `zz-police:${command.jti}`],
    ])
  })

  it('is refused by the same rules with the same texts as over HTTP, and the refusal is recorded', async () => {
    const caseId = await system.openCase()
    expect(await system.sendAndWait(policeCommand({ caseId }))).toMatchObject({
      outcome: 'refused',
      rule: 'investigation.case-is-opened-once',
      detail: 'a case is opened once, by the one agency that leads it',
      source: expect.any(String),
    })
    expect((await system.eventsOf(caseId)).filter(({ type }) => type === 'case.CommandRefused').length).toBe(1)
  })

  it('is answered with a problem when its body, role, case, revision or name is wrong', async () => {
    const caseId = await system.openCase()
    const failed = (status: number, more: object = {}) => ({ outcome: 'failed', problem: { status, ...more } })
    expect(await system.sendAndWait(identifySuspectCommand(caseId, { body: { data: { kind: 'martian' } } }))).toMatchObject(
      failed(400, { errors: expect.arrayContaining([expect.objectContaining({ path: '$.data.kind' })]) }),
    )
    expect(
      await system.sendAndWait(identifySuspectCommand(caseId, { actor: { userId: 'm.santos', roles: ['prosecutor'] } })),
    ).toMatchObject(failed(403))
    expect(await system.sendAndWait(identifySuspectCommand(newId()))).toMatchObject(failed(404, { type: '/problems/case-not-found' }))
    expect(await system.sendAndWait(identifySuspectCommand(caseId, { iss: 'zz-harbour-police' }))).toMatchObject(
      failed(404, { type: '/problems/case-not-found' }),
    )
    expect(
      await system.sendAndWait(identifySuspectCommand(caseId, { iss: 'zz-court', actor: { userId: 'r.aquino', roles: ['registrar'] } })),
    ).toMatchObject(failed(403))
    expect(await system.sendAndWait(identifySuspectCommand(caseId, { ifMatch: 7 }))).toMatchObject(failed(412))
    expect(await system.sendAndWait(identifySuspectCommand(caseId, { command: 'PardonSuspect' }))).toMatchObject(
      failed(404, { type: '/problems/not-found' }),
    )
    expect((await system.eventsOf(caseId)).length).toBe(1)
  })

  it('is not accepted with an encrypted member in plaintext, in a command or in a correction: the topic would keep it', async () => {
    const caseId = await system.openCase()
    const SECRET = 'Lucky.Recruiter.88'
    const trace = { traceId: newId(), kind: 'account', platform: 'messenger', value: SECRET }
    const notRecorded = (path: string) => ({ outcome: 'failed', problem: { status: 400, errors: [expect.objectContaining({ path })] } })
    const inPlaintext = policeCommand({ caseId, command: 'RecordOnlineTrace', body: { data: trace } })
    expect(await system.sendAndWait(inPlaintext)).toMatchObject(notRecorded('$.data.value'))

    const token = await system.issuer.tokenFor({
      userId: 'm.santos',
      agencyId: 'zz-police',
      sector: 'investigation',
      roles: ['investigator'],
    })
    const overHttp = await fetch(`${system.url()}/cases/${caseId}/record-online-trace`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ data: trace }),
    })
    const { events } = (await overHttp.json()) as { events: readonly { id: string }[] }
    const correction = {
      correctsId: events[0]!.id,
      data: trace,
      reasonCode: 'clericalError',
    }
    const corrects = policeCommand({
      caseId,
      command: 'CorrectEvent',
      actor: { userId: 's.lim', roles: ['records-supervisor'] },
      body: { data: correction },
    })
    const answer = await system.sendAndWait(corrects)
    expect(answer).toMatchObject(notRecorded('$.data.data.value'))
    expect(JSON.stringify([answer, await system.eventsOf(caseId)])).not.toContain(SECRET)
    expect((await system.eventsOf(caseId)).map(({ type }) => type)).not.toContain('case.EventCorrected')
  })

  it('may belong to no case, and then has the agency as message key', async () => {
    const command = {
      iss: 'zz-audit',
      aud: '/deployments/zz-e2e/auditTrail',
      jti: randomUUID(),
      command: 'RaiseChallenge',
      actor: { userId: 'a.ramos', roles: ['analyst'] },
      body: { data: RaiseChallenge.example },
    }
    await system.systems.send('audit-trail', 'zz-audit', await system.agencies.sign(command))
    expect((await system.waitForAnswers(command))[0]).toMatchObject({ key: 'zz-audit', answer: { outcome: 'accepted' } })
  })
})

describe('a message that is sent again', () => {
  it('is answered with the first answer and the same id, and records nothing more', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const jws = await system.send(command)
    await system.systems.send('investigation', caseId, jws)
    await system.systems.send('investigation', caseId, jws)
    const [first, ...repeated] = await system.waitForAnswers(command, 3)
    expect(repeated).toEqual([first, first])
    expect((await system.eventsOf(caseId)).length).toBe(1)
  })

  it('is answered with the first answer also by another replica, after the first one stopped', async () => {
    const caseId = newId()
    const command = policeCommand({ caseId })
    const refused = policeCommand({ caseId })
    const [jws, refusal] = [await system.send(command), await system.send(refused)]
    await system.waitForAnswers(refused)
    await system.replacePolice()
    await system.systems.send('investigation', caseId, jws)
    await system.systems.send('investigation', caseId, refusal)
    const [first, repeated] = await system.waitForAnswers(command, 2)
    expect(repeated).toEqual(first)
    const ids = (await system.waitForAnswers(refused, 2)).map(({ id, answer }) => [id, answer.outcome])
    expect(ids[1]).toEqual(ids[0])
    expect((await system.eventsOf(caseId)).map(({ type }) => type)).toEqual(['investigation.CaseOpened', 'case.CommandRefused'])
  })

  it('is another command when another agency uses the same id', async () => {
    const jti = randomUUID()
    const [one, other] = [newId(), newId()]
    expect(await system.sendAndWait(policeCommand({ caseId: one, jti }))).toMatchObject({ outcome: 'accepted' })
    const otherAgencyCommand = policeCommand({
      caseId: other,
      jti,
      iss: 'zz-harbour-police',
      body: { data: { source: 'report', leadAgency: 'zz-harbour-police', suspectedPurposes: [] } },
    })
    expect(await system.sendAndWait(otherAgencyCommand)).toMatchObject({ outcome: 'accepted', caseId: other })
  })
})

describe('the answers to commands', () => {
  it('go only to the topic of the agency that signed the command', async () => {
    const caseId = newId()
    const harbourCommand = policeCommand({ caseId, iss: 'zz-harbour-police' })
    await system.sendAndWait(harbourCommand)
    for (const agencyId of Object.values(SENDING)
      .flat()
      .filter((one) => one !== 'zz-harbour-police'))
      expect(system.systems.answers(agencyId).filter(({ answer }) => answer.jti === harbourCommand.jti)).toEqual([])
  })
})

describe('a command while the event store cannot be reached', () => {
  it('waits in its partition without quarantine, and is answered afterwards', async () => {
    const caseId = await system.openCase()
    const before = system.systems.quarantined().length
    const command = identifySuspectCommand(caseId)
    await withStoreDenied(async () => {
      await system.send(command)
      await waitFor('the health of the service reports that commands wait', async () =>
        (await degradedReasons()).some((one) => one.includes('are not processed')),
      )
      expect(system.answersTo(command)).toEqual([])
    })
    expect((await system.waitForAnswers(command))[0]?.answer).toMatchObject({ outcome: 'accepted' })
    expect(system.systems.quarantined().length).toBe(before)
    expect((await system.eventsOf(caseId)).length).toBe(2)
  })
})

describe('an invalid register of agency keys', () => {
  it('prevents the service from starting, with an error that names the invalid member', async () => {
    const file = join(system.folder, 'wrong.json')
    await writeFile(file, JSON.stringify({ agencies: [{ agencyId: 'zz-police', sector: 'investigation', roles: ['judge'], keys: [] }] }))
    await expect(system.startPolice({ AGENCY_KEYS: pathToFileURL(file).href })).rejects.toThrow(
      'investigation cannot start: the document of AGENCY_KEYS is invalid: agencies.0.keys',
    )
  })
})

describe('an HTTP request with the authentication scheme of in-process calls', () => {
  it.each(['In-Process m.santos', `In-Process ${'A'.repeat(43)}`, 'In-Process'])(
    'is rejected with 401 for the header "%s"',
    async (authorization) => {
      const answer = await fetch(`${system.url()}/cases/${newId()}/open-case`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(policeCommand({ caseId: newId() }).body),
      })
      expect(answer.status).toBe(401)
    },
  )
})

/** Does the work while the service cannot log in to the event store. */
const withStoreDenied = async (work: () => Promise<void>): Promise<void> => {
  const login = new URL(system.environments.investigation['EVENT_STORE_URL'] ?? '').username
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

const degradedReasons = async (): Promise<readonly string[]> => {
  const body = (await (await fetch(`${system.url()}/health/ready`)).json()) as { degradedReasons?: readonly string[] }
  return body.degradedReasons ?? []
}
