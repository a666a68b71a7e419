import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from '@jest/globals'
import {
  createLocalJWKSet,
  type CryptoKey,
  errors,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose'
import { verifiedTokens } from './verified-tokens.ts'

const options = {
  issuer: 'https://id.example',
  audience: 'case-timeline',
  algorithms: ['EdDSA'],
  clockTolerance: 5,
  requiredClaims: ['exp'],
}
const now = () => Math.floor(Date.now() / 1_000)

let signing: CryptoKey
let current: JSONWebKeySet
let replaced: JSONWebKeySet

beforeAll(async () => {
  const [first, second] = [await generateKeyPair('EdDSA', { extractable: true }), await generateKeyPair('EdDSA', { extractable: true })]
  signing = first.privateKey
  current = { keys: [{ ...(await exportJWK(first.publicKey)), kid: 'one', alg: 'EdDSA' }] }
  replaced = { keys: [{ ...(await exportJWK(second.publicKey)), kid: 'one', alg: 'EdDSA' }] }
})

/** Keys that can be read again, as those at an address. */
const keysThatChange = () => {
  let keys: JWTVerifyGetKey = createLocalJWKSet(current)
  return {
    keys: ((header, token) => keys(header, token)) as JWTVerifyGetKey,
    becomes: (set: JSONWebKeySet) => void (keys = createLocalJWKSet(set)),
    failsWith: (error: Error) => void (keys = () => Promise.reject(error)),
  }
}

const tokenWith = (times: { readonly exp: number; readonly nbf?: number }) =>
  new SignJWT({ agency: 'zz-police' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setIssuer(options.issuer)
    .setAudience(options.audience)
    .setNotBefore(times.nbf ?? now() - 60)
    .setExpirationTime(times.exp)
    .sign(signing)

describe('a token that was verified', () => {
  it('is accepted again, with the same claims', async () => {
    const verify = verifiedTokens(keysThatChange().keys, options)
    const token = await tokenWith({ exp: now() + 60 })
    const first = await verify(token)
    expect((await verify(token)).payload).toEqual(first.payload)
  })

  it('is refused once its key is replaced under the same id', async () => {
    const { keys, becomes } = keysThatChange()
    const verify = verifiedTokens(keys, options)
    const token = await tokenWith({ exp: now() + 60 })
    await verify(token)
    becomes(replaced)
    await expect(verify(token)).rejects.toThrow(errors.JWSSignatureVerificationFailed)
  })

  it('is refused once its key is removed', async () => {
    const { keys, becomes } = keysThatChange()
    const verify = verifiedTokens(keys, options)
    const token = await tokenWith({ exp: now() + 60 })
    await verify(token)
    becomes({ keys: [] })
    await expect(verify(token)).rejects.toThrow(errors.JWKSNoMatchingKey)
  })

  it('is not accepted while the keys cannot be read', async () => {
    const { keys, failsWith } = keysThatChange()
    const verify = verifiedTokens(keys, options)
    const token = await tokenWith({ exp: now() + 60 })
    await verify(token)
    failsWith(new errors.JWKSTimeout())
    await expect(verify(token)).rejects.toThrow(errors.JWKSTimeout)
  })

  it('is refused once it has expired', async () => {
    const verify = verifiedTokens(keysThatChange().keys, options)
    // Expired already, and within the tolerance for a second or two.
    const token = await tokenWith({ exp: now() - options.clockTolerance + 2 })
    await verify(token)
    const untilRefused = async () => {
      for (let attempt = 0; attempt < 100; attempt += 1, await setTimeout(50)) await verify(token)
    }
    await expect(untilRefused()).rejects.toThrow(errors.JWTExpired)
  })

  it('vouches for no other one with its header and claims', async () => {
    const verify = verifiedTokens(keysThatChange().keys, options)
    const token = await tokenWith({ exp: now() + 60 })
    await verify(token)
    const [header, claims] = token.split('.')
    const forged = `${String(header)}.${String(claims)}.${'A'.repeat(86)}`
    await expect(verify(forged)).rejects.toThrow(errors.JWSSignatureVerificationFailed)
    await expect(verify(forged)).rejects.toThrow(errors.JWSSignatureVerificationFailed)
  })

  it('costs no signature again', async () => {
    const verify = verifiedTokens(keysThatChange().keys, options)
    const token = await tokenWith({ exp: now() + 60 })
    const [first, second] = [await verify(token), await verify(token)]
    // The very result that was kept: a signature that is verified again gives another one.
    expect(second).not.toBe(first)
    expect(await verify(token)).toBe(second)
  })
})
