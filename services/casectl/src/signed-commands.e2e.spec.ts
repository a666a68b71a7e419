import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { CommandAnswer, IdentifySuspect } from '@case-timeline/contracts'
import type { CommandToSign, SigningOptions } from '@case-timeline/access'
import { apiClient, leadInvestigator, newId, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const opens = (change: Partial<CommandToSign> = {}): CommandToSign => ({
  ...{ iss: 'zz-police', aud: '/deployments/zz-e2e/investigation', jti: randomUUID(), command: 'OpenCase', caseId: newId() },
  actor: { userId: 'm.santos', roles: ['lead-investigator'] },
  body: { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } },
  ...change,
})
const identifies = (caseId: string, change: Partial<CommandToSign> = {}): CommandToSign =>
  opens({ caseId, command: 'IdentifySuspect', body: { data: { ...IdentifySuspect.example, personRef: newId() } }, ...change })

const sendTo = async (url: string, message: string, contentType = 'application/jose'): Promise<Reply> => {
  const answer = await fetch(`${url}/signed-commands`, { method: 'POST', headers: { 'content-type': contentType }, body: message })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Reply['body'] }
}
const send = (message: string, contentType?: string) => sendTo(five.urls.investigation, message, contentType)
const sendSigned = async (command: CommandToSign, options?: SigningOptions) => send(await five.agencies.sign(command, options))
const openedCase = async (): Promise<string> => {
  const command = opens()
  expect((await sendSigned(command)).body).toMatchObject({ outcome: 'accepted' })
  return command.caseId ?? ''
}
const problem = ({ status, body }: Reply) => [status, body['type']]
const eventsOf = async (caseId: string) =>
  (await api.get(leadInvestigator, `/cases/${caseId}/events`)).body as unknown as readonly {
    readonly type: string
    readonly data: { readonly envelope: object }
  }[]

describe('a signed command over HTTP', () => {
  it('is decided and recorded as over the topic, and answered with the receipt of the topic', async () => {
    const command = opens()
    const { status, headers, body } = await sendSigned(command)
    expect(status).toBe(200)
    expect(CommandAnswer.parse(body)).toMatchObject({
      ...{ jti: command.jti, command: 'OpenCase', caseId: command.caseId, outcome: 'accepted', warnings: [] },
      events: [{ type: 'investigation.CaseOpened', revision: 0 }],
    })
    expect(
      Object.fromEntries(
        ['content-type', 'ce-specversion', 'ce-type', 'ce-source', 'ce-subject', 'ce-partitionkey'].map((name) => [
          name,
          headers.get(name),
        ]),
      ),
    ).toEqual({
      'content-type': expect.stringMatching(/^application\/json/),
      'ce-specversion': '1.0',
      'ce-type': 'case-timeline.CommandAnswered',
      'ce-source': '/deployments/zz-e2e/investigation',
      'ce-subject': command.jti,
      'ce-partitionkey': command.caseId,
    })
    const [opened] = await eventsOf(command.caseId ?? '')
    expect(opened?.data.envelope).toMatchObject({
      actor: { userId: 'm.santos', agencyId: 'zz-police', role: 'lead-investigator' },
      correlationId: `zz-police:${command.jti}`,
    })
  })

  it('may have null for what is absent, as in the topic', async () => {
    const { status, body } = await sendSigned(opens({ ifMatch: null as never }))
    expect([status, body]).toEqual([200, expect.objectContaining({ outcome: 'accepted' })])
  })

  it('that is sent again, also many times at once, is recorded once and gets the first answer under the same id', async () => {
    const caseId = await openedCase()
    const message = await five.agencies.sign(identifies(caseId))
    const replies = await Promise.all(Array.from({ length: 10 }, () => send(message)))
    const again = await send(message)
    expect(new Set([...replies, again].map(({ body, headers }) => JSON.stringify([body, headers.get('ce-id')]))).size).toBe(1)
    expect((await eventsOf(caseId)).map(({ type }) => type)).toEqual(['investigation.CaseOpened', 'investigation.SuspectIdentified'])
  })

  it('under the jti of another one is a replay', async () => {
    const caseId = await openedCase()
    const first = identifies(caseId)
    await sendSigned(first)
    expect(problem(await sendSigned(identifies(caseId, { jti: first.jti })))).toEqual([422, '/problems/idempotency-key-reused'])
    expect(await eventsOf(caseId)).toHaveLength(2)
  })

  it('is refused by the same rules, which is recorded, and fails by the same checks', async () => {
    const caseId = await openedCase()
    expect((await sendSigned(opens({ caseId }))).body).toMatchObject({ outcome: 'refused', rule: 'investigation.case-is-opened-once' })
    const outcomeOf = async (change: Partial<CommandToSign>) => (await sendSigned(identifies(caseId, change))).body
    const failed = (status: number) => ({ outcome: 'failed', problem: { status, instance: expect.any(String) } })
    expect(await outcomeOf({ body: { data: { kind: 'martian' } } })).toMatchObject(failed(400))
    expect(await outcomeOf({ actor: { userId: 'm.santos', roles: ['prosecutor'] } })).toMatchObject(failed(403))
    expect(await outcomeOf({ iss: 'zz-harbour-police' })).toMatchObject(failed(404))
    expect(await outcomeOf({ iss: 'zz-court', actor: { userId: 'r.aquino', roles: ['registrar'] } })).toMatchObject(failed(403))
    expect(await outcomeOf({ ifMatch: 7 })).toMatchObject(failed(412))
    const trace = { traceId: newId(), kind: 'account', platform: 'messenger', value: 'Lucky.Recruiter.88' }
    expect(await outcomeOf({ command: 'RecordOnlineTrace', body: { data: trace } })).toMatchObject(failed(400))
  })
})

describe('a message that is no command of a registered agency', () => {
  const forged = async (): Promise<readonly string[]> => {
    const genuine = await five.agencies.sign(opens())
    const [header = '', payload = '', signature = ''] = genuine.split('.')
    const withPart = (part: string, change: object): string =>
      Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(part, 'base64url').toString()) as object), ...change })).toString('base64url')
    return [
      await five.agencies.sign(opens(), { by: 'zz-harbour-police' }),
      [header, withPart(payload, { iss: 'zz-nobody' }), signature].join('.'),
      [withPart(header, { kid: 'zz-police:other' }), payload, signature].join('.'),
      [header, withPart(payload, { jti: randomUUID() }), signature].join('.'),
    ]
  }

  it('gets one and the same answer, whether the agency, the key or the signature is wrong', async () => {
    const replies = await Promise.all((await forged()).map((message) => send(message)))
    const comparable = replies.map(({ status, body }) => JSON.stringify([status, { ...body, correlationId: '', instance: '' }]))
    expect([problem(replies[0]!), new Set(comparable).size]).toEqual([[403, '/problems/unverified-command'], 1])
  })

  it.each([
    ['wrong-audience', { aud: '/deployments/zz-e2e/prosecution' }],
    ['expired', { iat: 1_700_000_000, exp: 1_700_000_600 }],
    ['issued-in-future', { iat: Math.floor(Date.now() / 1_000) + 600 }],
  ])('is answered with the reason %s', async (reason, change) => {
    const reply = await sendSigned(opens(change))
    expect([...problem(reply), reply.body['reason']]).toEqual([403, '/problems/unverified-command', reason])
  })

  it.each([
    ['text', 'hello', 400, '/problems/malformed-request'],
    ['nothing', '', 400, '/problems/malformed-request'],
    ['more than 256 KiB', 'a'.repeat(262_145), 413, '/problems/too-large'],
  ])('is refused as %s', async (_, message, status, type) => expect(problem(await send(message))).toEqual([status, type]))

  it('is refused where it has another media type, and so is a signed command at another address', async () => {
    const message = await five.agencies.sign(opens())
    const asJson = await send(JSON.stringify({ message }), 'application/json')
    expect([...problem(asJson), asJson.headers.get('accept')]).toEqual([415, '/problems/unsupported-media-type', 'application/jose'])
    const elsewhere = await api.post(leadInvestigator, `/cases/${newId()}/open-case`, message, { 'content-type': 'application/jose' })
    expect([...problem(elsewhere), elsewhere.headers.get('accept')]).toEqual([415, '/problems/unsupported-media-type', 'application/json'])
  })
})

it('signed commands count in the quota of the agency that signed them, and in that of no other', async () => {
  const replica = await five.replica('investigation', { AGENCY_QUOTA: '3' })
  try {
    const replies: Reply[] = []
    for (let n = 0; n < 4; n += 1) replies.push(await sendTo(replica.url, await five.agencies.sign(opens())))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(Number(replies[3]?.headers.get('retry-after'))).toBeGreaterThan(0)
    const other = opens({
      iss: 'zz-harbour-police',
      body: { data: { source: 'report', leadAgency: 'zz-harbour-police', suspectedPurposes: [] } },
    })
    expect((await sendTo(replica.url, await five.agencies.sign(other))).body).toMatchObject({ outcome: 'accepted' })
  } finally {
    await replica.stop()
  }
})

it('a service without a register of keys takes none', async () => {
  const replica = await five.replica('investigation', { AGENCY_KEYS: undefined })
  try {
    expect(problem(await sendTo(replica.url, await five.agencies.sign(opens())))).toEqual([404, '/problems/not-found'])
  } finally {
    await replica.stop()
  }
})

it.each([
  ['that name no key', 60, 'ab'],
  ['that name no key, more than are waited for', 400, 'ab'],
  ['that name a registered key', 400, undefined],
])('messages %s and never arrive whole keep out no signed command, and do not stay', async (_, count, start) => {
  const message = await five.agencies.sign(opens())
  const begin = start ?? message.slice(0, message.indexOf('.') + 20)
  const { hostname, port } = new URL(five.urls.investigation)
  const ended: Promise<unknown>[] = []
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined).resume()
    ended.push(once(socket, 'close'))
    socket.write(`POST /signed-commands HTTP/1.1\r\nhost: x\r\ncontent-type: application/jose\r\ncontent-length: 1000\r\n\r\n${begin}`)
    return socket
  })
  try {
    await pause(1_000)
    const replies = await Promise.all(Array.from({ length: 10 }, async () => sendSigned(opens())))
    expect(new Set(replies.map(({ status, body }) => [status, body['outcome']].join()))).toEqual(new Set(['200,accepted']))
    expect((await api.get(leadInvestigator, '/cases')).status).toBe(200)
    await Promise.race([Promise.all(ended), pause(40_000).then(() => Promise.reject(new Error('a message is still waited for')))])
  } finally {
    for (const socket of sockets) socket.destroy()
  }
})
