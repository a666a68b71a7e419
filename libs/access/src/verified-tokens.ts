import { createHash } from 'node:crypto'
import { jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions, type JWTVerifyResult } from 'jose'
import { LRUCache } from 'lru-cache'

interface Verified extends JWTVerifyResult {
  /** The key that verified it: another object after each reading of the keys. */
  readonly key: Awaited<ReturnType<JWTVerifyGetKey>> | undefined
}

const MAX_REMEMBERED = 10_000

/** Of the token itself nothing is needed to find its key by its header. */
const NO_TOKEN = { payload: '', signature: '' }

/**
 * Verifies tokens, and computes a signature once: a token that was verified is accepted again while its time lasts and
 * the keys, which are asked each time, still have the very key that verified it.
 * @throws the errors of `jwtVerify`, and those of `keys`
 */
export const verifiedTokens = (
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions & { readonly clockTolerance: number },
): ((token: string) => Promise<JWTVerifyResult>) => {
  // Their hashes, so that memory holds no token for longer than its request.
  const remembered = new LRUCache<string, Verified>({ max: MAX_REMEMBERED })
  const isInTime = ({ payload: { exp = 0, nbf = 0 } }: Verified): boolean => {
    const now = Math.floor(Date.now() / 1_000)
    return exp > now - options.clockTolerance && nbf <= now + options.clockTolerance
  }
  return async (token) => {
    const hash = createHash('sha256').update(token).digest('base64')
    const known = remembered.get(hash)
    if (known && isInTime(known) && (await keys(known.protectedHeader, NO_TOKEN)) === known.key) return known
    let key: Verified['key']
    const verified = await jwtVerify(token, async (header, input) => (key = await keys(header, input)), options)
    remembered.set(hash, { ...verified, key })
    return verified
  }
}
