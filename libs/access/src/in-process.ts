import { randomBytes } from 'node:crypto'
import { Denied } from './denial.ts'
import type { Principal } from './principal.ts'
import type { TokenVerifier } from './token.ts'

const SCHEME = 'In-Process '

/** A verifier of tokens that also believes its own process, for one request at a time. */
export interface InProcess extends TokenVerifier {
  /**
   * Lets a request of this process act for somebody whom the caller has verified by other means.
   * @param request is given the `Authorization` of that one request: 256 random bits that no one else can know, good once, and only until the request has ended
   */
  actFor<T>(principal: Principal, request: (authorization: string) => Promise<T>): Promise<T>
}

/** Puts an in-process principal beside the bearer tokens. What a stranger sends in its scheme is a reference to nobody. */
export const inProcess = (tokens: TokenVerifier): InProcess => {
  const lent = new Map<string, Principal>()
  return {
    async verify(authorization) {
      if (!authorization?.startsWith(SCHEME)) return tokens.verify(authorization)
      const principal = lent.get(authorization)
      lent.delete(authorization)
      if (!principal) throw new Denied('unauthenticated', 'send a token: Authorization: Bearer <JWT>')
      return principal
    },
    async actFor(principal, request) {
      const authorization = SCHEME + randomBytes(32).toString('base64url')
      lent.set(authorization, principal)
      try {
        return await request(authorization)
      } finally {
        lent.delete(authorization)
      }
    },
  }
}
