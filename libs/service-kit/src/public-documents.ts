import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'
import { recentlyUsed } from '@case-timeline/event-store'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Addresses of documents without any data of a case, which are the same for everybody. */
const ADDRESSES =
  /^\/(openapi\.json|asyncapi\.json|problems|problems\/:kind|schemas\/:type\/:version|catalog|catalog\/:part|docs|docs\/.*)$/

/**
 * Whether a route serves a public document. Only these are compressed: the length of a compressed answer with a secret
 * and a caller's text shows whether the two have parts in common (BREACH).
 */
export const isPublicDocument = ({ routeOptions: { url = '' } }: FastifyRequest): boolean => ADDRESSES.test(url)

const CODINGS = ['br', 'gzip'] as const
type Coding = (typeof CODINGS)[number]

const SMALLEST_COMPRESSED = 1_024
const COMPRESSIBLE = /^(text\/|application\/(json|javascript|[a-z0-9.-]+\+json)\b|image\/svg\+xml)/
const MAX_KEPT_BYTES = 16_777_216

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }

const compressed: Readonly<Record<Coding, (text: Uint8Array) => Promise<Buffer>>> = {
  br: (text) => promisify(brotliCompress)(text, BROTLI),
  gzip: (text) => promisify(gzip)(text),
}

const compressing = { br: () => createBrotliCompress(BROTLI), gzip: () => createGzip() } as const satisfies Record<Coding, unknown>

/** The best content coding that a caller accepts (RFC 9110, section 12.5.3); undefined: none, or none is preferred. */
export const codingFor = (acceptEncoding: string | undefined): Coding | undefined => {
  const weights = new Map(
    (acceptEncoding ?? '')
      .toLowerCase()
      .split(',')
      .slice(0, 20)
      .map((element) => {
        const [name = '', weight = ''] = element.split(';').map((part) => part.trim())
        return [name, weight.startsWith('q=') ? Number(weight.slice(2)) : 1]
      }),
  )
  const weightOf = (coding: Coding): number => weights.get(coding) ?? weights.get('*') ?? 0
  // Who does not weigh the text as it is takes it rather than nothing.
  const least = weights.get('identity') ?? 0
  const best = CODINGS.filter((coding) => weightOf(coding) > 0 && weightOf(coding) >= least).toSorted(
    (one, other) => weightOf(other) - weightOf(one),
  )
  return best[0]
}

/** The strong tag of a document, which names the coding: another coding has other bytes. */
const tagOf = (text: Uint8Array, coding: Coding | undefined): string =>
  `"${createHash('sha256').update(text).digest('base64url')}${coding === undefined ? '' : `-${coding}`}"`

/**
 * Prepares the answers with public documents: a strong entity tag, that caches may keep them, and compression for whom
 * accepts it. A document is compressed once.
 */
export const publicDocuments = () => {
  const kept = recentlyUsed<Buffer>(MAX_KEPT_BYTES, ({ length }) => length)
  const inCoding = async (text: Uint8Array, coding: Coding, tag: string): Promise<Buffer> => {
    const known = kept.get(tag)
    if (known) return known
    const made = await compressed[coding](text)
    kept.set(tag, made)
    return made
  }
  return {
    /** @returns the body to send */
    async prepare({ headers, method }: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
      const coding = codingFor(headers['accept-encoding'])
      const mayCompress = COMPRESSIBLE.test(String(reply.getHeader('content-type') ?? ''))
      void reply.header('vary', [reply.getHeader('vary'), 'Accept-Encoding'].filter((name) => name !== undefined).join(', '))
      if (reply.getHeader('cache-control') === 'no-store') void reply.header('cache-control', 'public, no-cache')
      if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) {
        void reply.removeHeader('accept-ranges')
        if (coding === undefined || !mayCompress) return payload
        // What is compressed while it is sent has no length yet: HEAD must not name that of the file instead.
        void reply.header('content-encoding', coding).removeHeader('content-length')
        return isReadable(payload) && method !== 'HEAD' ? payload.pipe(compressing[coding]()) : payload
      }
      const text = Buffer.from(payload)
      const used = mayCompress && text.length >= SMALLEST_COMPRESSED ? coding : undefined
      const tag = tagOf(text, used)
      void reply.header('etag', tag)
      if (used === undefined) return payload
      void reply.header('content-encoding', used).removeHeader('content-length')
      return inCoding(text, used, tag)
    },
  }
}

const isReadable = (payload: unknown): payload is NodeJS.ReadableStream =>
  typeof payload === 'object' && payload !== null && 'pipe' in payload
