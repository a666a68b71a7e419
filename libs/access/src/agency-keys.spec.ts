import { describe, expect, it } from '@jest/globals'
import { parseAgencies, InvalidAgencyKeys } from './agency-keys.ts'

const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid: 'police-1' }
const p256 = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43), kid: 'police-2' }
const police = { agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'], keys: [ed25519, p256] }
const problemOf = (document: unknown): string => {
  try {
    parseAgencies(typeof document === 'string' ? document : JSON.stringify(document))
    return 'valid'
  } catch (error) {
    return error instanceof InvalidAgencyKeys ? error.message : `unexpected: ${String(error)}`
  }
}
const problemOfKey = (key: Readonly<Record<string, unknown>>) => problemOf({ agencies: [{ ...police, keys: [key] }] })

describe('the registered keys of agencies', () => {
  it('belong to one agency each, for the two signature algorithms', () => {
    const agencies = parseAgencies(JSON.stringify({ agencies: [police] }))
    expect(agencies.get('zz-police')?.keys.map(({ kid, alg }) => [kid, alg])).toEqual([
      ['police-1', 'EdDSA'],
      ['police-2', 'ES256'],
    ])
  })
  it('may be an empty list', () => expect(problemOf({ agencies: [] })).toBe('valid'))
})

describe('an invalid register is rejected with the error and its place for', () => {
  it('a key without a name', () => expect(problemOfKey({ ...ed25519, kid: undefined })).toContain('agencies.0.keys.0.kid'))
  it('a name for two keys, also of two agencies', () => {
    const court = { agencyId: 'zz-court', sector: 'adjudication', roles: ['registrar'], keys: [ed25519] }
    expect(problemOf({ agencies: [police, court] })).toBe('the kid police-1 identifies more than one key: give each key a unique kid')
  })
  it('an agency twice', () =>
    expect(problemOf({ agencies: [police, { ...police, keys: [{ ...ed25519, kid: 'x1' }] }] })).toContain('zz-police'))
  it('a private key, which is not repeated', () => {
    const problem = problemOfKey({ ...ed25519, d: 'c2VjcmV0' })
    expect(problem).toContain('agencies.0.keys.0.d: must be absent: this is a private key')
    expect(problem).not.toContain('c2VjcmV0')
  })
  it('a role that its sector does not have', () =>
    expect(problemOf({ agencies: [{ ...police, roles: ['judge'] }] })).toContain('investigation has no role judge'))
  it('a shared secret', () => expect(problemOfKey({ kty: 'oct', k: 'AAAA', kid: 'k1' })).toContain('agencies.0.keys.0.kty'))
  it('a key of another curve, or for another algorithm', () => {
    expect(problemOfKey({ ...ed25519, crv: 'X25519' })).toContain('crv')
    expect(problemOfKey({ ...p256, alg: 'EdDSA' })).toContain('alg')
    expect(problemOfKey({ ...ed25519, use: 'enc' })).toContain('use')
  })
  it('an agency without a key', () => expect(problemOf({ agencies: [{ ...police, keys: [] }] })).toContain('keys'))
  it.each(['', '{', 'null', '[]', '{"agencies":{}}'])('the document "%s"', (text) => expect(problemOf(text)).not.toBe('valid'))
})
