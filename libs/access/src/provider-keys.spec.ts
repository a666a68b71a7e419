import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { isTrustedAddress, providerKeys } from './provider-keys.ts'
import { ALGORITHMS, tokenVerifier } from './token.ts'

/** An identity provider on this machine, over HTTP. */
let server: Server
let url = ''
let metadata: Record<string, unknown> | string
let keys: readonly JWK[] = []
const asked: string[] = []

beforeAll(async () => {
  server = createServer(({ url: path = '' }, answer) => {
    asked.push(path)
    if (path === '/moved/.well-known/openid-configuration') answer.writeHead(302, { location: `${url}/.well-known/openid-configuration` })
    const documents: Readonly<Record<string, unknown>> = {
      '/.well-known/openid-configuration': metadata,
      '/keys': { keys },
      '/long': 'x'.repeat(300_000),
    }
    const found = documents[path]
    if (found === undefined && !answer.headersSent) answer.writeHead(404)
    answer.end(typeof found === 'string' ? found : JSON.stringify(found))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const makeKey = async (alg: string, kid: string): Promise<CryptoKey> => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  keys = [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }]
  return privateKey
}
const token = async (alg: string, kid: string, key: CryptoKey | Uint8Array, iss = url) =>
  `Bearer ${await new SignJWT({ agency: 'zz-police', sector: 'investigation', roles: 'investigator' })
    .setProtectedHeader({ alg, kid })
    .setSubject('m.santos')
    .setIssuer(iss)
    .setAudience('case-timeline')
    .setExpirationTime('5m')
    .sign(key)}`
const verifier = () => tokenVerifier({ issuer: url, audience: 'case-timeline', development: true })
const published = () => ({ issuer: url, jwks_uri: `${url}/keys` })

describe('an identity provider that publishes where its keys are', () => {
  it.each(ALGORITHMS)('signs with %s', async (alg) => {
    metadata = published()
    const key = await makeKey(alg, alg)
    expect((await (await verifier()).verify(await token(alg, alg, key))).roles).toEqual(['investigator'])
  })

  it('is asked once for many tokens', async () => {
    metadata = published()
    const key = await makeKey('ES256', 'often')
    const often = await verifier()
    asked.length = 0
    const tokens = await Promise.all(Array.from({ length: 20 }, () => token('ES256', 'often', key)))
    await Promise.all(tokens.map((one) => often.verify(one)))
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys'])
  })

  it('may sign access tokens as another issuer that it names, as ADFS does, and no third one', async () => {
    metadata = { ...published(), access_token_issuer: 'http://adfs.example/adfs/services/trust' }
    const key = await makeKey('RS256', 'adfs')
    const adfs = await verifier()
    expect((await adfs.verify(await token('RS256', 'adfs', key, 'http://adfs.example/adfs/services/trust'))).userId).toBe('m.santos')
    await expect(adfs.verify(await token('RS256', 'adfs', key, 'http://other.example'))).rejects.toThrow(
      `claim iss is not ${url} or http://adfs.example/adfs/services/trust`,
    )
  })

  it('signs with no shared secret, and the refusal names the algorithms', async () => {
    metadata = published()
    const secret = new TextEncoder().encode('a secret that is long enough for HS256')
    await expect((await verifier()).verify(await token('HS256', 'one', secret))).rejects.toThrow(
      /algorithm.*: these are EdDSA, ES256, ES384/,
    )
  })

  it('is refused with a sentence for the operator', async () => {
    const failureWith = async (document: Record<string, unknown> | string, issuer = url): Promise<string> => {
      metadata = document
      const current = await providerKeys({ issuer, development: true })
      return current().then(
        () => 'found',
        (error: Error) => error.message,
      )
    }
    expect(await failureWith({ ...published(), issuer: `${url}/other` })).toMatch(
      /states the issuer .*\/other, and OIDC_ISSUER is .*: set OIDC_ISSUER/,
    )
    expect(await failureWith({ ...published(), jwks_uri: 'http://id.example/keys' })).toMatch(/jwks_uri .* does not begin with https/)
    expect(await failureWith({ issuer: url })).toMatch(/has no issuer and no jwks_uri/)
    expect(await failureWith('<html>')).toMatch(/is no JSON/)
    expect(await failureWith('x'.repeat(300_000))).toMatch(/is longer than 262144 bytes/)
    expect(await failureWith(published(), `${url}/nowhere`)).toMatch(/answers with 404: check OIDC_ISSUER/)
    expect(await failureWith(published(), `${url}/moved`)).toMatch(/cannot be reached/)
    expect(await failureWith(published(), 'http://127.0.0.1:1')).toMatch(/cannot be reached/)
  })

  it('gets 503 answered for its users while it cannot be read, and is asked again later', async () => {
    metadata = '<html>'
    const key = await makeKey('ES256', 'later')
    const late = await verifier()
    await expect(late.verify(await token('ES256', 'later', key))).rejects.toMatchObject({ reason: 'identity-provider-unavailable' })
  })

  it('stays in use while it cannot be read again, and is found again at a new address', async () => {
    metadata = published()
    let time = 0
    const current = await providerKeys({ issuer: url, development: true, now: () => time })
    const first = await current()
    metadata = '<html>'
    time += 3_600_000
    expect(await current()).toBe(first)
    metadata = { ...published(), jwks_uri: `${url}/keys?new` }
    time += 5_000
    expect((await current()).keys).not.toBe(first.keys)
  })
})

it('keys are read from another machine only over https, and over http from this one only in development', () => {
  for (const [address, inDevelopment, inProduction] of [
    ['https://id.example/keys', true, true],
    ['http://127.0.0.1:8080/keys', true, false],
    ['http://[::1]/keys', true, false],
    ['http://localhost/keys', true, false],
    ['http://id.example/keys', false, false],
    ['http://127.0.0.1.example/keys', false, false],
    ['ftp://localhost/keys', false, false],
  ] as const)
    expect([isTrustedAddress(new URL(address), true), isTrustedAddress(new URL(address), false)]).toEqual([inDevelopment, inProduction])
})
