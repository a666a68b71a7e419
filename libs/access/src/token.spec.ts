import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { Denied } from './denial.ts'
import { developmentIssuer } from './development-issuer.ts'
import { type TokenVerifier, tokenVerifier } from './token.ts'

const issuer = 'https://id.example'
const audience = 'case-timeline'
const claims = { agency: 'zz-police', sector: 'investigation', roles: ['investigator', 'chess-club'] }

let folder: string
let verifier: TokenVerifier
let key: CryptoKey
let unknownKey: CryptoKey

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jwks-'))
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  key = privateKey
  unknownKey = (await generateKeyPair('EdDSA')).privateKey
  const jwks = join(folder, 'jwks.json')
  await writeFile(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA' }] }))
  verifier = await tokenVerifier({ issuer, audience, jwks: pathToFileURL(jwks) })
})
afterAll(() => rm(folder, { recursive: true }))

interface Variation {
  payload?: JWTPayload
  issuer?: string
  audience?: string
  expires?: string | number
  signedBy?: CryptoKey
}
const signedToken = (variation: Variation = {}) =>
  new SignJWT({ ...claims, ...variation.payload })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setSubject('m.santos')
    .setIssuer(variation.issuer ?? issuer)
    .setAudience(variation.audience ?? audience)
    .setExpirationTime(variation.expires ?? '5m')
    .sign(variation.signedBy ?? key)

const reasonFor = async (authorization: string | undefined): Promise<string> => {
  const refusal: unknown = await verifier.verify(authorization).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(refusal).toBeInstanceOf(Denied)
  expect((refusal as Denied).reason).toBe('unauthenticated')
  return (refusal as Denied).message
}

describe('a bearer token', () => {
  it('states the user, the agency, its sector, the roles of that sector, and the expiry', async () => {
    const expires = Math.floor(Date.now() / 1_000) + 600
    expect(await verifier.verify(`Bearer ${await signedToken({ expires })}`)).toEqual({
      userId: 'm.santos',
      agencyId: 'zz-police',
      sector: 'investigation',
      roles: ['investigator'],
      expiresAt: expires * 1_000,
    })
  })

  it('gives no role of another sector', async () => {
    const token = await signedToken({ payload: { roles: ['judge', 'auditor'] } })
    expect((await verifier.verify(`Bearer ${token}`)).roles).toEqual([])
  })

  it('is accepted with any number of other roles, of any length', async () => {
    const groups = Array.from({ length: 150 }, (_, n) => `group-${n}`)
    const token = await signedToken({ payload: { roles: [`/${'unit/'.repeat(20)}`, ...groups, 'investigator'] } })
    expect((await verifier.verify(`Bearer ${token}`)).roles).toEqual(['investigator'])
  })

  it('is required', async () => expect(await reasonFor(undefined)).toMatch(/send a token/))

  it('is bounded in size', async () => expect(await reasonFor(`Bearer ${'a'.repeat(9_000)}`)).toMatch(/longer than 8192/))

  it.each(['Basic bTpw', 'Bearer', 'Bearer not-a-jwt', 'Bearer a.b.c d'])('is refused as %s', async (header) => {
    await reasonFor(header)
  })

  it('is refused when it has expired', async () =>
    expect(await reasonFor(`Bearer ${await signedToken({ expires: Math.floor(Date.now() / 1000) - 60 })}`)).toMatch(/expired/))

  it('is refused from another issuer', async () =>
    expect(await reasonFor(`Bearer ${await signedToken({ issuer: 'https://other.example' })}`)).toMatch(/claim iss/))

  it('is refused for another audience', async () =>
    expect(await reasonFor(`Bearer ${await signedToken({ audience: 'payroll' })}`)).toMatch(/claim aud/))

  it('is refused when another key signed it', async () =>
    expect(await reasonFor(`Bearer ${await signedToken({ signedBy: unknownKey })}`)).toMatch(/malformed, or not signed by a key/))

  it('is refused without a signature (alg: none)', async () => {
    const token = new UnsecuredJWT(claims).setSubject('m.santos').setIssuer(issuer).setAudience(audience).setExpirationTime('5m').encode()
    expect(await reasonFor(`Bearer ${token}`)).toMatch(/Authorization header|not signed/)
    await reasonFor(`Bearer ${token}e30`)
  })

  it('is refused when signed by a shared secret', async () => {
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .setSubject('m.santos')
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('a secret that is long enough for it'))
    await reasonFor(`Bearer ${token}`)
  })

  it('is refused with a malformed agency or sector, which the message names', async () =>
    expect(await reasonFor(`Bearer ${await signedToken({ payload: { agency: 'Not An Agency', sector: 'kitchen' } })}`)).toMatch(
      /agency: expected the registered id.*; sector: expected one of/,
    ))
})

describe('an identity provider with other claims', () => {
  const places = { agency: 'https://id.example/office', sector: '/unit/of~1work', roles: '/realm_access/roles' }
  const own = { 'https://id.example/office': 'zz-police', unit: { 'of/work': 'investigation' }, realm_access: { roles: ['investigator'] } }
  const verified = async (payload: JWTPayload) => {
    const mapping = await tokenVerifier({ issuer, audience, jwks: pathToFileURL(join(folder, 'jwks.json')), claims: { places } })
    const token = new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: 'one' }).setSubject('m.santos')
    return mapping.verify(`Bearer ${await token.setIssuer(issuer).setAudience(audience).setExpirationTime('5m').sign(key)}`)
  }

  it('states agency, sector and roles where the configuration finds them', async () => {
    expect(await verified(own)).toMatchObject({ agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'] })
  })

  it('is not asked for the claims that the configuration replaces', async () => {
    await expect(verified({ ...own, 'https://id.example/office': undefined, agency: 'zz-other' })).rejects.toThrow(
      'https://id.example/office (agency)',
    )
  })

  it('gives nothing that the token itself does not contain', async () => {
    await expect(verified({ ...own, realm_access: [] })).rejects.toThrow('/realm_access/roles (roles)')
    await expect(verified({ ...own, unit: 'investigation' })).rejects.toThrow('/unit/of~1work (sector)')
  })
})

it('a token of a development issuer is accepted only in development mode, even if its keys are configured', async () => {
  const development = await developmentIssuer(folder)
  const token = await development.tokenFor({ userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'] })
  const inMode = (mode: { readonly development?: boolean }) => tokenVerifier({ ...development, ...mode })
  await expect((await inMode({})).verify(`Bearer ${token}`)).rejects.toMatchObject({ reason: 'unauthenticated' })
  expect((await (await inMode({ development: true })).verify(`Bearer ${token}`)).userId).toBe('m.santos')
})

it('verification fails as unavailable while the identity provider’s keys cannot be read', async () => {
  const unreachable = await tokenVerifier({ issuer, audience, jwks: new URL('https://127.0.0.1:1/jwks') })
  await expect(unreachable.verify(`Bearer ${await signedToken()}`)).rejects.toMatchObject({ reason: 'identity-provider-unavailable' })
})
