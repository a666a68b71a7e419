import { errors, type JWTVerifyGetKey } from 'jose'
import { Denied } from './denial.ts'
import { DEVELOPMENT_KEY_ID } from './development-issuer.ts'
import { type ClaimMapping, type Principal, principalOf } from './principal.ts'
import { providerKeys } from './provider-keys.ts'
import { verifiedTokens } from './verified-tokens.ts'

/** Only signatures by asymmetric keys: never `none`, never a shared secret. */
export const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const

const MAX_TOKEN_LENGTH = 8_192
const CLOCK_TOLERANCE_SECONDS = 5

export interface TokenSource {
  readonly issuer: string
  readonly audience: string
  /** Address of the issuer's public keys: `https:`, or in development `file:` or `http:` on this machine; absent: discovered. */
  readonly jwks?: URL | undefined
  /** Whether tokens of a development issuer are accepted (default: no). */
  readonly development?: boolean
  /** Where the tokens have user, agency, sector and roles (default: in `sub` and in claims of these names). */
  readonly claims?: ClaimMapping
}

/**
 * Verifies an `Authorization` header and returns its principal. An abstract class, because Nest injects it by this
 * token.
 */
export abstract class TokenVerifier {
  /** @throws Denied `unauthenticated`, or `identity-provider-unavailable` if the keys cannot be fetched */
  abstract verify(authorization: string | undefined): Promise<Principal>
}

/** A verifier that can be asked whether its provider is there. */
export interface ProviderTokens extends TokenVerifier {
  /** Reads the provider's keys again. @throws while they cannot be read */
  readKeys(): Promise<void>
}

const unauthenticated = (message: string) => new Denied('unauthenticated', message)

/** Why a token is refused: only after its signature was verified with what a claim should be. */
const denialOf = (error: unknown, audience: string): Denied => {
  if (error instanceof errors.JWTExpired) return unauthenticated('the token has expired: request a new one from your identity provider')
  if (error instanceof errors.JWTClaimValidationFailed)
    return unauthenticated(
      error.claim === 'aud'
        ? `the token’s claim aud does not name ${audience}: have the identity provider add it to tokens for this service`
        : `the token’s claim ${error.claim} is missing or is not what this service accepts`,
    )
  if (error instanceof errors.JOSEAlgNotAllowed)
    return unauthenticated(`the token is not signed by an algorithm that this service accepts: these are ${ALGORITHMS.join(', ')}`)
  if (error instanceof errors.JWKSNoMatchingKey)
    return unauthenticated('the token is not signed by a key of the issuer: the key that it names is not among the published ones')
  // `jose` reports an answer of the key server that is not 200 or not JSON as its generic error.
  const keysUnreadable = !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC' || error instanceof errors.JWKSTimeout
  return keysUnreadable
    ? new Denied('identity-provider-unavailable', 'the identity provider’s keys cannot be read now', { cause: error })
    : unauthenticated('the token is malformed, or not signed by a key and algorithm that this service accepts')
}

/**
 * Verifies bearer tokens (RFC 6750) that are JWTs (RFC 7519) against a JWK set: signature, algorithm, issuer, audience,
 * expiry. A remote set is fetched when first needed and again on an unknown key, at most every 30 seconds; so is the
 * document in which the issuer says where it is, if no address is given.
 * @throws when a `file:` set cannot be read
 */
export const tokenVerifier = async ({ issuer, audience, jwks, development = false, claims = {} }: TokenSource): Promise<ProviderTokens> => {
  const provider = await providerKeys({ issuer, jwks, development })
  const keys: JWTVerifyGetKey = async (header, token) => (await provider()).keys(header, token)
  const verified = verifiedTokens(keys, {
    audience,
    algorithms: [...ALGORITHMS],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp', 'iss'],
  })
  return {
    async verify(authorization) {
      if (authorization === undefined) throw unauthenticated('send a token: Authorization: Bearer <JWT>')
      if (authorization.length > MAX_TOKEN_LENGTH) throw unauthenticated(`the token is longer than ${MAX_TOKEN_LENGTH} characters`)
      const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization)?.[1]
      if (!token) throw unauthenticated('the Authorization header is not: Bearer <JWT>')
      const { payload, protectedHeader } = await verified(token).catch((error: unknown) => {
        throw denialOf(error, audience)
      })
      const { issuers } = await provider()
      if (!issuers.includes(payload.iss ?? ''))
        throw unauthenticated(`the token’s claim iss is not ${issuers.join(' or ')}: get a token from that issuer`)
      if (protectedHeader.kid === DEVELOPMENT_KEY_ID && !development)
        throw unauthenticated('the token is of a development system: get a token from your identity provider')
      const principal = principalOf(payload, claims)
      if ('malformed' in principal) throw unauthenticated(`the token’s claims are missing or malformed: ${principal.malformed.join('; ')}`)
      // `exp` is required above.
      return { ...principal, expiresAt: (payload.exp ?? 0) * 1_000 }
    },
    readKeys: async () => (await provider()).reload(),
  }
}
