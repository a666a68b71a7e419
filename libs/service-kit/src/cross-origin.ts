import type { FastifyReply, FastifyRequest } from 'fastify'

/** Header fields that a page may send, in addition to those that every page may. */
const SENT =
  'authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, min-position, traceparent, tracestate, x-correlation-id'
/** Header fields of an answer that a page may read, in addition to those that every page may. */
const SHOWN = 'allow, caught-up, cursor, etag, link, position, ratelimit, ratelimit-policy, retry-after, x-correlation-id'
const MAX_AGE_SECONDS = 600

/**
 * Lets pages of some origins read answers (Fetch Standard, CORS protocol). Tokens are in a header that a page has to
 * set, so credentials, which a browser would add by itself, are never allowed.
 * @param origins exact origins; empty: no page of another origin reads anything
 */
export const crossOrigin = (origins: readonly string[]) => ({
  /** To be called for each request, before anything can answer it. */
  allow({ headers: { origin } }: FastifyRequest, reply: FastifyReply): void {
    if (origins.length === 0) return
    void reply.header('vary', 'Origin')
    if (origin === undefined || !origins.includes(origin)) return
    void reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': SHOWN })
  },
  /** Adds the answer to a preflight request, if the request is one. @param allow the value of the header Allow */
  answerPreflight({ headers }: FastifyRequest, reply: FastifyReply, allow: string): void {
    if (headers['access-control-request-method'] === undefined || !reply.hasHeader('access-control-allow-origin')) return
    void reply.headers({
      'access-control-allow-methods': allow,
      'access-control-allow-headers': SENT,
      'access-control-max-age': String(MAX_AGE_SECONDS),
    })
  },
})
export type CrossOrigin = ReturnType<typeof crossOrigin>
