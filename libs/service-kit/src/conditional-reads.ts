import { createHmac } from 'node:crypto'
import type { AdmittedRequest } from '@case-timeline/access'
import { digestOf, entityTagOf, entityTagsIn, matchesStrongly, matchesWeakly, Problem, sendableProblem } from '@case-timeline/http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isPublicDocument, publicDocuments } from './public-documents.ts'

type Incoming = FastifyRequest & AdmittedRequest

/** Header fields that belong to what a page of a list or of events shows. */
const SHOWN_IN_HEADERS = ['content-type', 'link', 'cursor', 'position', 'caught-up'] as const

/**
 * Answers reads with an entity tag, and 304 to whom has what would be sent again (RFC 9110, section 13). The tag of an
 * answer about cases is weak, and a keyed digest of what this very reader gets: it shows nothing that the answer does
 * not show, not even whether two readers see the same. Public documents have strong tags.
 * @param key the same in every replica
 */
export const answerConditionally = (server: FastifyInstance, key: Uint8Array): void => {
  const documents = publicDocuments()
  const tagFor = ({ principal }: Incoming, reply: FastifyReply, payload: string | Buffer): string => {
    const reader = principal && [principal.sector, principal.agencyId, principal.userId]
    const shown = SHOWN_IN_HEADERS.map((name) => reply.getHeader(name) ?? null)
    return `W/"${createHmac('sha256', key)
      .update(JSON.stringify([reader, shown]))
      .update('\n')
      .update(digestOf(payload))
      .digest('base64url')}"`
  }
  server.addHook('onRoute', (route) => {
    // After the hook that counts the body of a HEAD: there is none in a 304, also none of length 0.
    if (route.method === 'HEAD') route.onSend = [route.onSend ?? []].flat().concat(withoutLengthOfNotModified)
  })
  // No read has ranges, also no file of the documentation, whose server would answer some of them with an error.
  server.addHook('onRequest', async ({ raw }) => void delete raw.headers.range)
  server.addHook('onSend', async (request: Incoming, reply, payload: unknown) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || reply.statusCode !== 200) return payload
    const isDocument = isPublicDocument(request)
    const body = isDocument ? await documents.prepare(request, reply, payload) : payload
    // A stream has no tag before its end; what is neither a document nor of a caller changes with each reading.
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body
    if (!isDocument && !request.principal) return body
    if (!reply.hasHeader('etag')) void reply.header('etag', tagFor(request, reply, body))
    return evaluated(request, reply, body)
  })
}

/** The body after the preconditions, in their order (RFC 9110, section 13.2.2). */
const evaluated = ({ headers, id, method }: FastifyRequest, reply: FastifyReply, body: string | Buffer): string | Buffer | null => {
  const tag = entityTagOf(String(reply.getHeader('etag')))
  if (!tag) return body
  const required = headers['if-match'] === undefined ? '*' : entityTagsIn(headers['if-match'])
  if (required !== '*' && !required?.some((one) => matchesStrongly(one, tag))) {
    const problem = new Problem('stale-revision', 'what is read here has another tag than If-Match names: read it without If-Match')
    for (const name of ['etag', 'link', 'content-length', 'content-encoding']) void reply.removeHeader(name)
    void reply.status(problem.status).type('application/problem+json')
    return sendableProblem(problem, id)
  }
  const known = headers['if-none-match'] === undefined ? [] : entityTagsIn(headers['if-none-match'])
  if (known !== '*' && !known?.some((one) => matchesWeakly(one, tag))) return body
  for (const name of ['content-type', 'content-length', 'content-encoding']) void reply.removeHeader(name)
  void reply.status(304)
  // The router's hook for HEAD measures a text.
  return method === 'HEAD' ? '' : null
}

const withoutLengthOfNotModified = async (_: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
  if (reply.statusCode === 304) void reply.removeHeader('content-length')
  return payload
}
