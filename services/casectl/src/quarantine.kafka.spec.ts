import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { type CaseCommand, LARGEST_MESSAGE } from '@case-timeline/contracts'
import { comesAbout, policeCommand } from './agency-system.fixtures.ts'
import { newId } from './calling.fixtures.ts'
import { inbound, type Inbound, suspect } from './inbound.fixtures.ts'

let here: Inbound
beforeAll(async () => {
  here = await inbound(process.env['CASE_TIMELINE_TEST_PG'], process.env['CASE_TIMELINE_TEST_KAFKA'])
}, 120_000)
afterAll(() => here.close())

/** Everything before it in its partition has been dealt with as well. */
const behind = (caseId: string) => here.ask(policeCommand({ caseId, command: 'NoSuchCommand' }))

describe('what no agency has signed for this service, now', () => {
  it.each<readonly [string, string, (caseId: string) => Promise<string | Buffer>]>([
    ['is malformed', 'malformed', async () => 'open the case, please'],
    ['is malformed in its bytes', 'malformed', async () => Buffer.from([0xff, 0x00, 0xfe])],
    ['is larger than any', 'malformed', async () => 'A'.repeat(LARGEST_MESSAGE + 1)],
    ['has expired', 'expired', async (caseId) => here.agencies.sign({ ...suspect(caseId), iat: now() - 600, exp: now() - 120 })],
    ['was signed tomorrow', 'from-the-future', async (caseId) => here.agencies.sign({ ...suspect(caseId), iat: now() + 600 })],
    ['was changed on its way', 'wrong-signature', async (caseId) => changed(await here.agencies.sign(suspect(caseId)))],
    [
      'is for another service',
      'wrong-audience',
      async (caseId) => here.agencies.sign(suspect(caseId, { aud: '/deployments/zz-e2e/prosecution' })),
    ],
    ['has the key of another agency', 'unknown-key', async (caseId) => here.agencies.sign(suspect(caseId), { by: 'zz-harbour-police' })],
    [
      'is by nobody that is known',
      'unknown-agency',
      async (caseId) => here.agencies.sign(suspect(caseId, { iss: 'zz-nobody' }), { by: 'zz-harbour-police' }),
    ],
  ])('%s: it is put aside, and what stands behind it goes on', async (_, reason, message) => {
    const caseId = await here.opened()
    const before = here.systems.aside().length
    const answersBefore = here.systems.answers('zz-harbour-police').length
    const value = await message(caseId)
    await here.systems.send('investigation', caseId, value)
    expect(await here.ask(suspect(caseId))).toMatchObject({ outcome: 'accepted' })
    await comesAbout('it is put aside', () => here.systems.aside().length > before)
    expect(here.systems.aside().slice(before)).toMatchObject([
      {
        headers: { quarantine_reason: reason, quarantine_topic: `${here.prefix}case-commands.investigation` },
        value: value.toString().slice(0, LARGEST_MESSAGE),
      },
    ])
    expect((await here.eventsOf(caseId)).length).toBe(2)
    expect(here.systems.answers('zz-harbour-police').length).toBe(answersBefore)
    expect(here.systems.answers('zz-nobody')).toEqual([])
  })

  it('is replayed: under the id of another command, with another time, or in another case’s place', async () => {
    const caseId = await here.opened()
    const before = here.systems.aside().length
    const first = suspect(caseId)
    const jws = await here.send(first)
    await here.answered(first)
    const { iat } = claimsOf(jws)
    await here.send({ ...first, body: suspect(caseId).body })
    await here.send({ ...first, actor: { userId: 'somebody.else', roles: ['investigator'] } })
    await here.send({ ...first, iat: iat - 1 })
    await here.systems.send('investigation', newId(), jws)
    const other = await here.opened()
    await here.send({ ...first, caseId: other })
    await behind(caseId)
    await behind(other)
    await comesAbout('all are put aside', () => here.systems.aside().length >= before + 5)
    expect(
      here.systems
        .aside()
        .slice(before)
        .map(({ headers }) => headers.quarantine_reason),
    ).toEqual(Array.from({ length: 5 }, () => 'replayed'))
    expect(here.answersTo(first).length).toBe(1)
    expect((await here.eventsOf(caseId)).length).toBe(2)
    expect((await here.eventsOf(other)).length).toBe(1)
  })
})

describe('operators', () => {
  it('see how many messages were answered and put aside', async () => {
    const metrics = await (await fetch(`${here.url()}/metrics`)).text()
    for (const outcome of ['accepted', 'failed', 'quarantined'])
      expect(metrics).toMatch(new RegExp(`inbound_commands_total\\{outcome="${outcome}"\\} [1-9]`))
  })
})

const now = (): number => Math.floor(Date.now() / 1_000)

const claimsOf = (jws: string): CaseCommand => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as CaseCommand

/** Another case in the place of the one that was signed. */
const changed = (jws: string): string => {
  const [header, , signature] = jws.split('.')
  return `${header}.${Buffer.from(JSON.stringify({ ...claimsOf(jws), jti: randomUUID() })).toString('base64url')}.${signature}`
}
