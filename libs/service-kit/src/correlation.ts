import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const CORRELATION_ID = /^[A-Za-z0-9._:-]{1,128}$/
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * The correlation id of a request in logs and events: the caller's `x-correlation-id`, else the trace id of the
 * `traceparent` (W3C Trace Context), if well formed; else a new one.
 */
export const correlationIdOf = (headers: IncomingHttpHeaders): string => {
  const { 'x-correlation-id': stated, traceparent } = headers
  if (typeof stated === 'string' && CORRELATION_ID.test(stated)) return stated
  const trace = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
  // A trace id of zeros only is invalid (W3C Trace Context).
  return trace && /[1-9a-f]/.test(trace) ? trace : randomUUID()
}
