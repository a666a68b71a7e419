import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { importJWK, SignJWT } from 'jose'
import { developmentKeyIn } from './development-key.ts'
import type { Principal } from './principal.ts'

const ISSUER = 'http://localhost/case-timeline-development'
const AUDIENCE = 'case-timeline'
/** The key id of every development issuer, by which a service in production refuses its tokens. */
export const DEVELOPMENT_KEY_ID = 'case-timeline-development'

/** An identity provider for the embedded mode and for tests: anyone who can read its folder can act as any user. */
export interface DevelopmentIssuer {
  readonly issuer: string
  readonly audience: string
  /** `file:` address of its public keys. */
  readonly jwks: URL
  /** A signed token. @param seconds validity; negative: expired that long ago */
  tokenFor(user: Omit<Principal, 'roles'> & { readonly roles: readonly string[] }, seconds?: number): Promise<string>
}

/**
 * Opens the issuer whose keys are in a folder; creates them if there are none. Only a service with DEVELOPMENT_MODE=on
 * accepts its tokens.
 */
export const developmentIssuer = async (folder: string): Promise<DevelopmentIssuer> => {
  const secret = await developmentKeyIn(join(folder, 'signing-key.json'))
  const jwks = join(folder, 'jwks.json')
  const { kty, crv, x } = secret
  await writeFile(jwks, JSON.stringify({ keys: [{ kty, crv, x, kid: DEVELOPMENT_KEY_ID, alg: 'EdDSA', use: 'sig' }] }))
  const key = await importJWK(secret, 'EdDSA')
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: pathToFileURL(jwks),
    tokenFor: ({ userId, agencyId, sector, roles }, seconds = 3_600) =>
      new SignJWT({ agency: agencyId, sector, roles })
        .setProtectedHeader({ alg: 'EdDSA', kid: DEVELOPMENT_KEY_ID })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
        .sign(key),
  }
}
