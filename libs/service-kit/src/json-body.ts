import { JOSE_MEDIA_TYPE, SIGNED_COMMANDS_PATH } from '@case-timeline/agency-api'
import { LARGEST_MESSAGE } from '@case-timeline/contracts'
import { Problem } from '@case-timeline/http'
import type { FastifyInstance } from 'fastify'

/** More than any command has: its deepest data has ten levels, and its longest lists some thousand values. */
const MAX_DEPTH = 32
const MAX_VALUES = 20_000

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

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPENING, CLOSING] = [
  [0x5b, 0x7b],
  [0x5d, 0x7d],
]

/**
 * Whether a text is too deep or has too many values to be a request: one pass over its bytes, which costs a fraction
 * of parsing it. The text need not be valid JSON.
 */
export const isTooComplex = (text: Uint8Array): boolean => {
  let depth = 0
  let values = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at]!
    if (isInString) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) isInString = false
    } else if (byte === QUOTE) isInString = true
    else if (byte === COMMA) values += 1
    else if (OPENING!.includes(byte)) depth += 1
    else if (CLOSING!.includes(byte)) depth -= 1
    if (depth > MAX_DEPTH || values > MAX_VALUES) return true
  }
  return false
}

const notAccepted = (accepted: string): Problem =>
  new Problem('unsupported-media-type', `send the body as ${accepted}`, { headers: { accept: accepted } })

/** Accepts only JSON in UTF-8 (RFC 8259, 8.1) and signed commands, each route up to its own size, and bounds the cost of parsing it. */
export const acceptJson = (server: FastifyInstance): void => {
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
  server.addContentTypeParser(JOSE_MEDIA_TYPE, { parseAs: 'buffer' }, (request, body: Buffer, done) =>
    request.routeOptions.url === SIGNED_COMMANDS_PATH ? done(null, body) : done(notAccepted('application/json')),
  )
}
