import { randomBytes } from 'node:crypto'
import { Denied } from './denial.ts'
import type { Principal } from './principal.ts'
import type { TokenVerifier } from './token.ts'

const SCHEME = 'In-Process '

/** A token verifier that also accepts requests of its own process, each with a reference that is valid once. */
export interface InProcessVerifier extends TokenVerifier {
  /**
   * Runs a request of this process as a principal that the caller has verified by other means.
   * @param request receives the `Authorization` header of that one request: 256 random bits, valid once and only until
   *   the request has ended
   */
  runAs<T>(principal: Principal, request: (authorization: string) => Promise<T>): Promise<T>
}

/**
 * A verifier that accepts in-process references, and passes everything else to the verifier of bearer tokens. A
 * reference that this process did not issue is rejected as unauthenticated.
 */
export const inProcessVerifier = (tokens: TokenVerifier): InProcessVerifier => {
  const principalByReference = new Map<string, Principal>()
  return {
    async verify(authorization) {
      if (!authorization?.startsWith(SCHEME)) return tokens.verify(authorization)
      const principal = principalByReference.get(authorization)
      principalByReference.delete(authorization)
      if (!principal) throw new Denied('unauthenticated', 'send a token: Authorization: Bearer <JWT>')
      return principal
    },
    async runAs(principal, request) {
      const authorization = SCHEME + randomBytes(32).toString('base64url')
      principalByReference.set(authorization, principal)
      try {
        return await request(authorization)
      } finally {
        principalByReference.delete(authorization)
      }
    },
  }
}
