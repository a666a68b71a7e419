import { describe, expect, it } from '@jest/globals'
import { agenciesIn, AgencyKeysUnfit } from './agency-keys.ts'

const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid: 'police-1' }
const p256 = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43), kid: 'police-2' }
const police = { agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'], keys: [ed25519, p256] }
const said = (document: unknown): string => {
  try {
    agenciesIn(typeof document === 'string' ? document : JSON.stringify(document))
    return 'fit'
  } catch (error) {
    return error instanceof AgencyKeysUnfit ? error.message : `${String(error)}, which nobody expected`
  }
}
const withKey = (key: Readonly<Record<string, unknown>>) => said({ agencies: [{ ...police, keys: [key] }] })

describe('the registered keys of agencies', () => {
  it('are one agency’s each, for signatures of the two kinds', () => {
    const agencies = agenciesIn(JSON.stringify({ agencies: [police] }))
    expect(agencies.get('zz-police')?.keys.map(({ kid, alg }) => [kid, alg])).toEqual([
      ['police-1', 'EdDSA'],
      ['police-2', 'ES256'],
    ])
  })
  it('may be nobody’s yet', () => expect(said({ agencies: [] })).toBe('fit'))
})

describe('a register that cannot be believed says what is wrong where', () => {
  it('a key without a name', () => expect(withKey({ ...ed25519, kid: undefined })).toContain('agencies.0.keys.0.kid'))
  it('a name for two keys, also of two agencies', () => {
    const court = { agencyId: 'zz-court', sector: 'adjudication', roles: ['registrar'], keys: [ed25519] }
    expect(said({ agencies: [police, court] })).toBe('the kid police-1 names more than one key: give each key a name of its own')
  })
  it('an agency twice', () => expect(said({ agencies: [police, { ...police, keys: [{ ...ed25519, kid: 'x1' }] }] })).toContain('zz-police'))
  it('a private key, without repeating it', () => {
    const problem = withKey({ ...ed25519, d: 'c2VjcmV0' })
    expect(problem).toContain('agencies.0.keys.0.d: is there: this is a private key')
    expect(problem).not.toContain('c2VjcmV0')
  })
  it('a role that its sector does not have', () =>
    expect(said({ agencies: [{ ...police, roles: ['judge'] }] })).toContain('investigation has no role judge'))
  it('a shared secret', () => expect(withKey({ kty: 'oct', k: 'AAAA', kid: 'k1' })).toContain('agencies.0.keys.0.kty'))
  it('a key of another curve, or for another algorithm', () => {
    expect(withKey({ ...ed25519, crv: 'X25519' })).toContain('crv')
    expect(withKey({ ...p256, alg: 'EdDSA' })).toContain('alg')
    expect(withKey({ ...ed25519, use: 'enc' })).toContain('use')
  })
  it('an agency without a key', () => expect(said({ agencies: [{ ...police, keys: [] }] })).toContain('keys'))
  it.each(['', '{', 'null', '[]', '{"agencies":{}}'])('%s', (text) => expect(said(text)).not.toBe('fit'))
})
