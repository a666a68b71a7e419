import { generateKeyPairSync, sign } from 'node:crypto'
import type { User } from '../faults/case-commands.ts'

const KEY_ID = 'cluster-test'
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An issuer of tokens whose key only this process has. */
export interface TokenIssuer {
  /** A JSON Web Key Set with the public key. */
  readonly keys: string
  tokenFor(user: User): string
}

/** @param seconds how long its tokens are valid */
export const tokenIssuer = (issuer: string, seconds: number): TokenIssuer => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const exp = Math.floor(Date.now() / 1_000) + seconds
  return {
    keys: JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'EdDSA', use: 'sig' }] }),
    tokenFor: ({ userId, agencyId, sector, roles }) => {
      const claims = { iss: issuer, aud: 'case-timeline', sub: userId, agency: agencyId, sector, roles, exp }
      const text = `${encoded({ alg: 'EdDSA', kid: KEY_ID })}.${encoded(claims)}`
      return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`
    },
  }
}
