import { describe, expect, it } from '@jest/globals'
import { correlationIdOf } from './correlation.ts'

const UUID = /^[0-9a-f-]{36}$/

describe('the correlation id of a request', () => {
  it('is the one that the caller sends', () => expect(correlationIdOf({ 'x-correlation-id': 'tip-42:a' })).toBe('tip-42:a'))

  it('is otherwise the trace id of the request', () =>
    expect(correlationIdOf({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' })).toBe(
      '0af7651916cd43dd8448eb211c80319c',
    ))

  it.each([
    {},
    { 'x-correlation-id': 'two\nlines' },
    { 'x-correlation-id': 'x'.repeat(129) },
    { traceparent: 'nonsense' },
    { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` },
  ])('is otherwise a new one for %j', (headers) => expect(correlationIdOf(headers)).toMatch(UUID))
})
