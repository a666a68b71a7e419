import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { type CaseCommand, LARGEST_MESSAGE } from '@case-timeline/contracts'
import { waitFor, policeCommand } from './agency-system.fixtures.ts'
import { newId } from './api-client.fixtures.ts'
import { startInbound, type InboundSystem, identifySuspectCommand } from './inbound.fixtures.ts'

let system: InboundSystem
beforeAll(async () => {
  system = await startInbound(process.env['CASE_TIMELINE_TEST_PG'], process.env['CASE_TIMELINE_TEST_KAFKA'])
}, 120_000)
afterAll(() => system.close())

/** Sends a command and waits for its answer: then all earlier messages of the partition are processed too. */
const sendFollowingCommand = (caseId: string) => system.sendAndWait(policeCommand({ caseId, command: 'NoSuchCommand' }))

describe('a message that is not a valid signed command for this service', () => {
  it.each<readonly [string, string, (caseId: string) => Promise<string | Buffer>]>([
    ['is malformed', 'malformed', async () => 'open the case, please'],
    ['has bytes that are not text', 'malformed', async () => Buffer.from([0xff, 0x00, 0xfe])],
    ['is too large', 'malformed', async () => 'A'.repeat(LARGEST_MESSAGE + 1)],
    [
      'has expired',
      'expired',
      async (caseId) => system.agencies.sign({ ...identifySuspectCommand(caseId), iat: now() - 600, exp: now() - 120 }),
    ],
    [
      'has an iat in the future',
      'issued-in-future',
      async (caseId) => system.agencies.sign({ ...identifySuspectCommand(caseId), iat: now() + 600 }),
    ],
    [
      'was changed after it was signed',
      'wrong-signature',
      async (caseId) => withChangedPayload(await system.agencies.sign(identifySuspectCommand(caseId))),
    ],
    [
      'is for another service',
      'wrong-audience',
      async (caseId) => system.agencies.sign(identifySuspectCommand(caseId, { aud: '/deployments/zz-e2e/prosecution' })),
    ],
    [
      'is signed with the key of another agency',
      'unknown-key',
      async (caseId) => system.agencies.sign(identifySuspectCommand(caseId), { by: 'zz-harbour-police' }),
    ],
    [
      'is from an unknown agency',
      'unknown-agency',
      async (caseId) => system.agencies.sign(identifySuspectCommand(caseId, { iss: 'zz-nobody' }), { by: 'zz-harbour-police' }),
    ],
  ])('that %s is quarantined, and the following messages of its partition are processed', async (_, reason, message) => {
    const caseId = await system.openCase()
    const before = system.systems.quarantined().length
    const answersBefore = system.systems.answers('zz-harbour-police').length
    const value = await message(caseId)
    await system.systems.send('investigation', caseId, value)
    expect(await system.sendAndWait(identifySuspectCommand(caseId))).toMatchObject({ outcome: 'accepted' })
    await waitFor('the message is quarantined', () => system.systems.quarantined().length > before)
    expect(system.systems.quarantined().slice(before)).toMatchObject([
      {
        headers: { quarantine_reason: reason, quarantine_topic: `${system.prefix}case-commands.investigation` },
        value: value.toString().slice(0, LARGEST_MESSAGE),
      },
    ])
    expect((await system.eventsOf(caseId)).length).toBe(2)
    expect(system.systems.answers('zz-harbour-police').length).toBe(answersBefore)
    expect(system.systems.answers('zz-nobody')).toEqual([])
  })

  it('is quarantined as replayed when it reuses the id of another command with other content, time, key or case', async () => {
    const caseId = await system.openCase()
    const before = system.systems.quarantined().length
    const first = identifySuspectCommand(caseId)
    const jws = await system.send(first)
    await system.waitForAnswers(first)
    const { iat } = claimsOf(jws)
    await system.send({ ...first, body: identifySuspectCommand(caseId).body })
    await system.send({ ...first, actor: { userId: 'somebody.else', roles: ['investigator'] } })
    await system.send({ ...first, iat: iat - 1 })
    await system.systems.send('investigation', newId(), jws)
    const other = await system.openCase()
    await system.send({ ...first, caseId: other })
    await sendFollowingCommand(caseId)
    await sendFollowingCommand(other)
    await waitFor('all five messages are quarantined', () => system.systems.quarantined().length >= before + 5)
    expect(
      system.systems
        .quarantined()
        .slice(before)
        .map(({ headers }) => headers.quarantine_reason),
    ).toEqual(Array.from({ length: 5 }, () => 'replayed'))
    expect(system.answersTo(first).length).toBe(1)
    expect((await system.eventsOf(caseId)).length).toBe(2)
    expect((await system.eventsOf(other)).length).toBe(1)
  })
})

describe('the metrics of a service', () => {
  it('count the messages that were answered and quarantined', async () => {
    const metrics = await (await fetch(`${system.url()}/metrics`)).text()
    for (const outcome of ['accepted', 'failed', 'quarantined'])
      expect(metrics).toMatch(new RegExp(`inbound_commands_total\\{outcome="${outcome}"\\} [1-9]`))
  })
})

const now = (): number => Math.floor(Date.now() / 1_000)

const claimsOf = (jws: string): CaseCommand => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as CaseCommand

/** Replaces the id of a signed command, and keeps its signature. */
const withChangedPayload = (jws: string): string => {
  const [header, , signature] = jws.split('.')
  return `${header}.${Buffer.from(JSON.stringify({ ...claimsOf(jws), jti: randomUUID() })).toString('base64url')}.${signature}`
}
