import { createHash } from 'node:crypto'

/** Trace and parent of W3C Trace Context. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  readonly isSampled: boolean
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const ZEROS = /^0+$/

/** The context in a `traceparent` header; undefined if it is absent or malformed (W3C Trace Context, section 3.2). */
export const traceParentOf = (header: unknown): TraceParent | undefined => {
  const [, traceId, spanId, flags] = (typeof header === 'string' && !header.startsWith('ff') && TRACEPARENT.exec(header)) || []
  if (traceId === undefined || spanId === undefined || flags === undefined || ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export const traceparentText = ({ traceId, spanId, isSampled }: TraceParent): string => `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const digits = (text: string, count: number): string => createHash('sha256').update(text).digest('hex').slice(0, count)

/**
 * The trace in which everything with a correlation id belongs: the id itself, if it is that of a trace or a UUID; else
 * one that is derived from it. So a record needs no trace of its own: each reader finds the same one.
 */
export const traceIdOf = (correlationId: string): string => {
  const id = UUID.test(correlationId) ? correlationId.replaceAll('-', '') : correlationId
  return /^[0-9a-f]{32}$/.test(id) && !ZEROS.test(id) ? id : digits(`trace ${correlationId}`, 32)
}

/** The span in which the events of a command were recorded, which each reader of them finds. */
export const appendSpanIdOf = (commandId: string): string => digits(`append ${commandId}`, 16)
