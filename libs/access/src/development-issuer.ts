import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { importJWK, SignJWT } from 'jose'
import { keyIn } from './development-key.ts'
import type { Principal } from './principal.ts'

const ISSUER = 'http://localhost/case-timeline-development'
const AUDIENCE = 'case-timeline'
const KEY_ID = 'development'

/** An identity provider for the embedded mode and for tests: whoever can read its folder is whoever he wants to be. */
export interface DevelopmentIssuer {
  readonly issuer: string
  readonly audience: string
  /** `file:` address of its public keys. */
  readonly jwks: URL
  /** A signed token. @param seconds how long it is valid; negative: expired so long ago */
  tokenFor(who: Omit<Principal, 'roles'> & { readonly roles: readonly string[] }, seconds?: number): Promise<string>
}

/**
 * Opens the issuer whose keys lie in a folder; makes them when there are none.
 * @throws with NODE_ENV=production, where anybody’s token would be a hole
 */
export const developmentIssuer = async (
  folder: string,
  { NODE_ENV }: { readonly NODE_ENV?: string | undefined },
): Promise<DevelopmentIssuer> => {
  if (NODE_ENV === 'production')
    throw new Error('development tokens are not issued with NODE_ENV=production: configure your identity provider')
  const secret = await keyIn(join(folder, 'signing-key.json'))
  const jwks = join(folder, 'jwks.json')
  const { kty, crv, x } = secret
  await writeFile(jwks, JSON.stringify({ keys: [{ kty, crv, x, kid: KEY_ID, alg: 'EdDSA', use: 'sig' }] }))
  const key = await importJWK(secret, 'EdDSA')
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: pathToFileURL(jwks),
    tokenFor: ({ userId, agencyId, sector, roles }, seconds = 3_600) =>
      new SignJWT({ agency: agencyId, sector, roles })
        .setProtectedHeader({ alg: 'EdDSA', kid: KEY_ID })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
        .sign(key),
  }
}
