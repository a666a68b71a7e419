import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SERVICES } from '@case-timeline/contracts'
import { afterEach, describe, expect, it } from '@jest/globals'
import { captureStream } from './demo-system.fixtures.ts'
import { EXIT, run } from './index.ts'
import { passwordTokens } from './password-tokens.ts'

const started: Server[] = []

/** A server that answers so, whatever the request is; it knows the user whom a form names. */
const answering = async (listener: (answer: ServerResponse, user: string | null) => void): Promise<string> => {
  const server = createServer((request, answer) => {
    let form = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (form += chunk))
    request.on('end', () => listener(answer, new URLSearchParams(form).get('username')))
  }).listen(0, '127.0.0.1')
  started.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const json = (status: number, body: object, headers = {}) =>
  answering((answer) => void answer.writeHead(status, headers).end(JSON.stringify(body)))

const provider = () => json(200, { access_token: 'a.b.c', token_type: 'Bearer', expires_in: 300 })
const NOBODY = 'http://127.0.0.1:9'
const listOf = (url: string, services: readonly string[] = SERVICES) => services.map((service) => `${service}=${url}`).join(',')
const PASSWORD = 'of the demo users'

/** What casectl answers to `demo` with these variables. */
const demo = async (variables: Readonly<Record<string, string | undefined>>, tokenEndpoint: string) => {
  const [out, err] = [captureStream(), captureStream()]
  const env = { DEMO_PASSWORD: PASSWORD, CASE_TIMELINE_URLS: listOf(NOBODY), ...variables }
  const code = await run(['demo', '--token-endpoint', tokenEndpoint], env, { out: out.stream, err: err.stream })
  expect(out.text()).toBe('')
  expect(err.text()).not.toContain(PASSWORD)
  expect(err.text()).toMatch(/\n {2}- |the services are/)
  return { code, err: err.text() }
}

describe('casectl demo', () => {
  afterEach(() => {
    for (const server of started.splice(0)) server.close()
  })

  it.each([
    ['no password', { DEMO_PASSWORD: undefined }, undefined, 'DEMO_PASSWORD is not set.'],
    [
      'no addresses',
      { CASE_TIMELINE_URLS: undefined },
      undefined,
      'no address of investigation, prosecution, adjudication, victimSupport,',
    ],
    ['not all addresses', { CASE_TIMELINE_URLS: 'investigation=https://a.example' }, undefined, 'no address of prosecution, adjudication,'],
    ['an unknown service', { CASE_TIMELINE_URLS: listOf(NOBODY, ['police']) }, undefined, 'there is no service police'],
    ['a provider that others can listen to', {}, 'http://id.example/token', 'is not an address to which a password may be sent'],
    ['a provider that is no address', {}, 'id', 'is not an address to which a password may be sent'],
  ])('is refused for %s, before anything is sent', async (_, variables, endpoint, sentence) => {
    const { code, err } = await demo(variables, endpoint ?? NOBODY)
    expect(code).toBe(EXIT.usage)
    expect(err).toContain(sentence)
  })

  const invalidGrant = { error: 'invalid_grant', error_description: 'Invalid user credentials' }
  it.each([
    ['refuses a user', () => json(401, invalidGrant), 'gives i.delacruz no token (status 401: invalid_grant: Invalid user credentials).'],
    ['is none', () => json(404, {}), 'gives i.delacruz no token (status 404).'],
    ['answers without a token', () => json(200, {}), 'gives i.delacruz no token (status 200).'],
    ['sends the password elsewhere', () => json(307, {}, { location: NOBODY }), 'gives i.delacruz no token (status 307).'],
    ['does not respond', () => Promise.resolve(NOBODY), `The identity provider at ${NOBODY} does not respond (ECONNREFUSED).`],
  ])('names the user and what the identity provider answers when this %s', async (_, start, sentence) => {
    const { code, err } = await demo({}, await start())
    expect(code).toBe(EXIT.failed)
    expect(err).toContain(sentence)
  })

  const problem = { title: 'Unauthorized', detail: 'the token’s claim iss is not https://id.example' }
  const OPENING = 'The demo case stopped after 0 commands: open of i.delacruz was rejected by investigation with'
  it.each([
    ['answers with a problem', () => json(401, problem), `${OPENING} 401: Unauthorized: ${problem.detail}\n`],
    ['has the demo case of another version', () => json(422, { title: 'Key used again' }), `${OPENING} 422: Key used again: `],
    ['answers with something else', () => answering((answer) => void answer.writeHead(502).end('<html>')), `${OPENING} 502\n`],
    ['redirects', () => json(302, {}, { location: NOBODY }), `${OPENING} 302: {}\n`],
    [
      'does not respond',
      () => Promise.resolve(NOBODY),
      `stopped after 0 commands: investigation at ${NOBODY} does not respond (ECONNREFUSED)\n`,
    ],
  ])('names the command, the user and the service when this %s', async (_, start, sentence) => {
    const { code, err } = await demo({ CASE_TIMELINE_URLS: listOf(await start()) }, await provider())
    expect(code).toBe(EXIT.failed)
    expect(err).toContain(sentence)
  })

  describe('the token of a demo user', () => {
    it.each([
      ['is asked for once while it is valid for long', { expires_in: 300 }, 'i.delacruz a.ramos'],
      ['is asked for each time when its time is not known', {}, 'i.delacruz i.delacruz a.ramos'],
    ])('%s', async (_, more, expected) => {
      const users: (string | null)[] = []
      const url = await answering((answer, user) => {
        users.push(user)
        answer.end(JSON.stringify({ access_token: `of ${user}`, ...more }))
      })
      const tokenFor = passwordTokens({ tokenEndpoint: url, client: 'case-timeline' }, { DEMO_PASSWORD: PASSWORD })
      for (const userId of ['i.delacruz', 'i.delacruz', 'a.ramos']) expect(await tokenFor({ userId })).toBe(`of ${userId}`)
      expect(users.join(' ')).toBe(expected)
    })
  })
})
