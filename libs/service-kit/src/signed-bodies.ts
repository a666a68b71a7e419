import type { IncomingMessage } from 'node:http'
import type { SignedCommands } from '@case-timeline/agency-api'
import { type AgencyId, LARGEST_HEADER, LARGEST_MESSAGE } from '@case-timeline/contracts'
import { Problem } from '@case-timeline/http'
import type { FastifyRequest } from 'fastify'
import { type Arrival, type ArrivalLimits, arrivingBodies } from './arriving-bodies.ts'

/** A request with a signed command. */
export interface SignedRequest {
  /** The agency whose key the message names; whether that agency signed it is known once it was verified. */
  namedSender?: AgencyId
}

/** Reads the body of a signed command. @throws Problem */
export type ReadSignedBody = (request: FastifyRequest & SignedRequest, body: IncomingMessage) => Promise<Buffer>

/** Together at most 50 MiB. */
const LIMITS: ArrivalLimits = { total: 200, withinMs: 5_000 }

const POINT = 0x2e

/**
 * Reads signed commands, which strangers may send as well. The header comes first: unless it names a registered key, the
 * rest is dropped as it comes. The answer waits for it nevertheless, or it would show which keys are registered.
 */
export const signedBodies = ({ senderNamedIn }: Pick<SignedCommands, 'senderNamedIn'>, limits = LIMITS): ReadSignedBody => {
  const arriving = arrivingBodies(limits)
  return async (request, body) => {
    if (Number(request.headers['content-length']) > LARGEST_MESSAGE) throw tooLarge()
    const arrival = arriving.begin(request.raw.socket.remoteAddress ?? '')
    const next = chunksOf(body, arrival)
    try {
      const { header, read } = await headerAndMore(next)
      const sender = await senderNamedIn(header).catch((refusal: unknown) => ({ refusal }))
      arrival.restart()
      if (typeof sender === 'object') {
        await rest(next, read.length, () => undefined)
        throw sender.refusal
      }
      request.namedSender = sender
      const chunks = [read]
      await rest(next, read.length, (chunk) => chunks.push(chunk))
      return Buffer.concat(chunks)
    } finally {
      arrival.end()
    }
  }
}

const tooLarge = (): Problem => new Problem('too-large', `a signed command has at most ${LARGEST_MESSAGE / 1_024} KiB`)

/** @returns the next bytes; undefined at the end of the body */
type NextChunk = () => Promise<Buffer | undefined>

const chunksOf = (body: IncomingMessage, { givenUp }: Arrival): NextChunk => {
  // The connection stays, for the answer.
  const chunks = body.iterator({ destroyOnReturn: false })
  return async () => {
    try {
      const { done, value } = (await Promise.race([chunks.next(), givenUp])) as IteratorResult<Buffer, undefined>
      return done ? undefined : value
    } catch (error) {
      if (error instanceof Problem) throw error
      throw new Problem('malformed-request', 'the connection ended before the message')
    }
  }
}

/** The protected header, or what is too long to be one, and all that was read. */
const headerAndMore = async (next: NextChunk): Promise<{ readonly header: string; readonly read: Buffer }> => {
  let read = Buffer.alloc(0)
  for (;;) {
    const end = read.indexOf(POINT)
    if (end >= 0 || read.length > LARGEST_HEADER)
      return { header: read.toString('latin1', 0, Math.min(end < 0 ? read.length : end, LARGEST_HEADER + 1)), read }
    const chunk = await next()
    if (chunk === undefined) return { header: read.toString('latin1'), read }
    read = Buffer.concat([read, chunk])
  }
}

const rest = async (next: NextChunk, begin: number, use: (chunk: Buffer) => void): Promise<void> => {
  let length = begin
  for (let chunk = await next(); chunk !== undefined; chunk = await next()) {
    length += chunk.length
    if (length > LARGEST_MESSAGE) throw tooLarge()
    use(chunk)
  }
}
