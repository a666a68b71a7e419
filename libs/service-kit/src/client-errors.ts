import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { problemBody } from '@case-timeline/http'
import type { Log } from './log.ts'

/** What Node's parser of HTTP reports of a connection, on which no request has begun. */
export interface ClientError extends Error {
  readonly code?: string
}

const BY_CODE: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time: send it again, on another connection'],
  HPE_HEADER_OVERFLOW: [431, 'the header fields are longer than 16 KiB together: send fewer, or a shorter token'],
}
const MALFORMED = [400, 'this is no request of HTTP/1.1: see RFC 9112 for its form'] as const

/** The whole answer to what is no request. Its problem has no kind of its own (RFC 9457, section 4.2.1). */
export const answerToNoRequest = ({ code = '' }: ClientError, correlationId: string): string => {
  const [status, detail] = BY_CODE[code] ?? MALFORMED
  const title = STATUS_CODES[status] ?? ''
  const body = JSON.stringify(problemBody({ type: 'about:blank', title, status, detail }, correlationId))
  const fields = [
    `x-correlation-id: ${correlationId}`,
    'content-type: application/problem+json; charset=utf-8',
    'cache-control: no-store',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  return `HTTP/1.1 ${status} ${title}\r\n${fields.join('\r\n')}\r\n\r\n${body}`
}

/** Answers what is no request with a problem, as every other error is answered, and ends its connection. */
export const refuseNoRequests =
  (log: Log) =>
  (error: ClientError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const correlationId = randomUUID()
    log.info({ correlationId, code: error.code }, 'refused, because it is no request')
    if (socket.writable) socket.write(answerToNoRequest(error, correlationId))
    socket.destroy(error)
  }
