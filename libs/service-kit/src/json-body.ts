import type { IncomingMessage } from 'node:http'
import { JOSE_MEDIA_TYPE, SIGNED_COMMANDS_PATH } from '@case-timeline/agency-api'
import { isTooComplex, LARGEST_MESSAGE } from '@case-timeline/contracts'
import { Problem } from '@case-timeline/http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ReadSignedBody } from './signed-bodies.ts'

const DEFAULT_LIMIT = 65_536
const LARGE_LIMIT = 786_432

/** Commands with lists of lists, corrections, which contain the data of any event, and many commands in one request. */
const LARGE_COMMANDS =
  /\/(lay-charge|amend-charge|register-private-complaint|execute-mla-request|refer-case-to-prosecution|make-disclosure|send-mla-request|correct(-[a-z]+)*-event|[a-z-]+\/bulk)$/

/** The largest body in bytes that a route accepts. */
export const bodyLimitOf = (path: string): number => {
  if (path === SIGNED_COMMANDS_PATH) return LARGEST_MESSAGE
  return LARGE_COMMANDS.test(path) ? LARGE_LIMIT : DEFAULT_LIMIT
}

const notAccepted = (accepted: string): Problem =>
  new Problem('unsupported-media-type', `send the body as ${accepted}`, { headers: { accept: accepted } })

/**
 * Accepts only JSON in UTF-8 (RFC 8259, 8.1) and signed commands, each route up to its own size, and bounds the cost of
 * parsing it.
 */
export const acceptBodies = (server: FastifyInstance, readSigned: ReadSignedBody): void => {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  const parse = server.getDefaultJsonParser('error', 'error')
  server.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimitOf(route.url)
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (request.routeOptions.url === SIGNED_COMMANDS_PATH) return done(notAccepted(JOSE_MEDIA_TYPE))
    if (isTooComplex(body))
      return done(new Problem('malformed-request', 'the body is deeper, or has more values, than any command: send fewer rows at once'))
    let text: string
    try {
      text = utf8.decode(body)
    } catch {
      return done(new Problem('malformed-request', 'the body is not valid UTF-8: send JSON in UTF-8'))
    }
    return parse(request, text, done)
  })
  // Read by `readSigned`: Fastify would wait for all of it.
  server.addContentTypeParser(JOSE_MEDIA_TYPE, async (request: FastifyRequest, body: IncomingMessage) => {
    if (request.routeOptions.url !== SIGNED_COMMANDS_PATH) throw notAccepted('application/json')
    return readSigned(request, body)
  })
}
