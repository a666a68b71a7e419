import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type IncomingMessage, request, type RequestListener } from 'node:http'
import { createServer as createHttpsServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { AGENCIES } from './agencies.ts'
import { captureStream, type DemoSystem, demoSystem } from './demo-system.fixtures.ts'
import { EXIT, run } from './index.ts'

jest.setTimeout(240_000)

const closing: (() => void)[] = []
let demo: DemoSystem
let folder: string
/** audit-trail as a deployment has it: with TLS, under an authority of its own. */
let front: string

const listening = async (server: Server | ReturnType<typeof createHttpServer>): Promise<number> => {
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Passes requests on as they are. */
const to =
  (url: string): RequestListener =>
  (incoming, answer) => {
    const outgoing = request(url + incoming.url, { method: incoming.method, headers: incoming.headers }, (back: IncomingMessage) => {
      answer.writeHead(back.statusCode ?? 0, back.headers)
      back.pipe(answer)
    })
    incoming.pipe(outgoing)
  }

beforeAll(async () => {
  const { selfSigned } = await import('@case-timeline/testing')
  const authority = selfSigned()
  demo = await demoSystem()
  folder = await mkdtemp(join(tmpdir(), 'profiles-'))
  const { urls, tokenFor } = demo.system
  front = `https://127.0.0.1:${await listening(createHttpsServer({ key: authority.key, cert: authority.certificate }, to(urls.auditTrail)))}`
  await writeFile(join(folder, 'ca.pem'), authority.certificate)
  await writeFile(join(folder, 'another-ca.pem'), selfSigned().certificate)
  const auditor = { userId: 'a.ramos', agency: AGENCIES.auditTrail, sector: 'auditTrail' as const, roles: ['auditor'] }
  await writeFile(join(folder, 'auditor.token'), await tokenFor(auditor), { mode: 0o600 })
})
afterAll(async () => {
  for (const close of closing) close()
  await demo.system.stop()
  await rm(folder, { recursive: true })
})

/** Runs casectl with a profile `trial`, where no embedded system is. */
const casectl = async (profile: object, ...args: readonly string[]) => {
  const file = join(folder, 'profiles.json')
  await writeFile(file, JSON.stringify({ profiles: { trial: { tokenFile: 'auditor.token', ...profile } } }), { mode: 0o600 })
  const [out, err] = [captureStream(), captureStream()]
  const env = { CASECTL_PROFILES: file, CASECTL_PROFILE: 'trial' }
  const code = await run(['--data', join(folder, 'none'), ...args], env, { out: out.stream, err: err.stream })
  return { code, out: out.text(), err: err.text() }
}

describe('casectl with a profile', () => {
  it('verifies a case of a deployment whose authority the profile names', async () => {
    const { code, out, err } = await casectl({ urls: { auditTrail: front }, caFile: 'ca.pem' }, 'audit', 'verify-case', demo.caseId)
    expect({ code, err }).toEqual({ code: EXIT.done, err: '' })
    expect(out).toMatch(/^Intact: \d+ events/)
  })

  it('checks the health of its services under the same authority', async () => {
    const { out } = await casectl({ urls: { auditTrail: front }, caFile: 'ca.pem' }, 'doctor')
    expect(out).toContain(`ready at ${front}`)
  })

  it.each([
    ['another authority that the profile names', 'another-ca.pem'],
    ['the authorities of the machine', undefined],
  ])('sends nothing to a deployment that is not under %s', async (_, caFile) => {
    const result = await casectl({ urls: { auditTrail: front }, caFile }, 'audit', 'verify-case', demo.caseId)
    expect(result).toMatchObject({ code: EXIT.failed, err: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT') })
  })

  it('follows no redirect, so that its token goes to no other address', async () => {
    const tokens: unknown[] = []
    const elsewhere = await listening(
      createHttpServer(({ headers }, answer) => void (tokens.push(headers.authorization), answer.end('{}'))),
    )
    const redirect = createHttpServer((_, answer) => void answer.writeHead(307, { location: `http://127.0.0.1:${elsewhere}/` }).end())
    const url = `http://127.0.0.1:${await listening(redirect)}`
    const result = await casectl({ urls: { auditTrail: url } }, 'audit', 'verify-case', demo.caseId)
    expect(result).toMatchObject({ code: EXIT.failed, err: expect.stringContaining('answers with a redirect (307)') })
    expect(tokens).toEqual([])
  })

  it('names the service whose address it does not have, and where to add it', async () => {
    const result = await casectl(
      { urls: { auditTrail: front }, caFile: 'ca.pem' },
      'held',
      '--agency',
      AGENCIES.auditTrail,
      '--sector',
      'investigation',
    )
    expect(result).toMatchObject({ code: EXIT.failed })
    expect(result.err).toContain(
      'The address of investigation is missing.\n  - add investigation=https://… to urls of the profile trial in',
    )
  })

  it('says where the token is that a service does not accept', async () => {
    await writeFile(join(folder, 'old.token'), 'e30.e30.c2ln', { mode: 0o600 })
    const result = await casectl(
      { urls: { auditTrail: front }, caFile: 'ca.pem', tokenFile: 'old.token' },
      'audit',
      'verify-case',
      demo.caseId,
    )
    expect(result.err).toContain(`  - get a new token: it is in ${join(folder, 'old.token')}\n`)
  })
})

describe('casectl --url', () => {
  it('calls one service with CASE_TIMELINE_TOKEN', async () => {
    const { urls, tokenFor } = demo.system
    const operator = { userId: 'o.perez', agency: AGENCIES.auditTrail, sector: 'auditTrail' as const, roles: ['auditor'] }
    const out = captureStream()
    const args = ['audit', 'verify-case', demo.caseId, '--url', `audit-trail=${urls.auditTrail}`]
    expect(await run(args, { CASE_TIMELINE_TOKEN: await tokenFor(operator) }, { out: out.stream, err: out.stream })).toBe(EXIT.done)
    expect(out.text()).toMatch(/^Intact/)
  })
})
