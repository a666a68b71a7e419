import { describe, expect, it } from '@jest/globals'
import { appendSpanIdOf, traceIdOf, traceParentOf, traceparentText } from './trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

describe('the trace of a record', () => {
  it('is its correlation id, if that is the id of a trace', () => expect(traceIdOf(TRACE)).toBe(TRACE))

  it('is its correlation id without hyphens, if that is a UUID', () =>
    expect(traceIdOf('0af76519-16cd-43dd-8448-eb211c80319c')).toBe(TRACE))

  it.each(['tip-42:a', '0'.repeat(32), ''])('is otherwise derived from the correlation id %j, and does not show it', (correlationId) => {
    expect(traceIdOf(correlationId)).toMatch(/^[0-9a-f]{32}$/)
    expect(traceIdOf(correlationId)).toBe(traceIdOf(correlationId))
    expect(traceIdOf(correlationId)).not.toBe(traceIdOf(`${correlationId} `))
    expect(traceIdOf(correlationId)).not.toMatch(/^0+$/)
  })

  it('has one span for each command that recorded something', () => {
    expect(appendSpanIdOf('7a8c9d0e-3b1e-8d5a-9c11-c2a3f6f02f6b')).toMatch(/^[0-9a-f]{16}$/)
    expect(appendSpanIdOf('7a8c9d0e-3b1e-8d5a-9c11-c2a3f6f02f6b')).not.toBe(appendSpanIdOf('7a8c9d0e-3b1e-8d5a-9c11-c2a3f6f02f6c'))
  })
})

describe('a traceparent header', () => {
  it('has a trace, a parent and whether the trace is sampled', () => {
    expect(traceParentOf(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled: true })
    expect(traceParentOf(`00-${TRACE}-${SPAN}-00`)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled: false })
  })

  it('is written as it is read', () =>
    expect(traceparentText({ traceId: TRACE, spanId: SPAN, isSampled: true })).toBe(`00-${TRACE}-${SPAN}-01`))

  it.each([
    undefined,
    'nonsense',
    [`00-${TRACE}-${SPAN}-01`],
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  ])('is ignored if it is %j', (header) => expect(traceParentOf(header)).toBeUndefined())
})
