import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const CORRELATION_ID = /^[A-Za-z0-9._:-]{1,128}$/
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * The id under which a request is found in logs and in the events it makes: the caller’s `x-correlation-id`, else the trace
 * of his `traceparent` (W3C Trace Context), where well formed; else a new one.
 */
export const correlationIdOf = (headers: IncomingHttpHeaders): string => {
  const { 'x-correlation-id': stated, traceparent } = headers
  if (typeof stated === 'string' && CORRELATION_ID.test(stated)) return stated
  const trace = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
  return trace && /[1-9a-f]/.test(trace) ? trace : randomUUID()
}
