import { describe, expect, it } from '@jest/globals'
import { isAcceptable } from './accept.ts'

const JSON_TYPE = 'application/json'
const BATCH = 'application/cloudevents-batch+json'

describe('an answer', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['', JSON_TYPE],
    ['nonsense', JSON_TYPE],
    ['*/*', BATCH],
    ['application/*;q=0.001', JSON_TYPE],
    ['text/html, APPLICATION/JSON;q=0.5', JSON_TYPE],
    ['application/json; charset=utf-8', JSON_TYPE],
    [JSON_TYPE, BATCH],
    ['application/cloudevents-batch+json', BATCH],
    ['text/plain;version=0.0.4;q=0.3', 'text/plain'],
    ['application/json;q=0, application/cloudevents-batch+json', BATCH],
  ])('is acceptable for Accept: %s as %s', (accept, mediaType) => expect(isAcceptable(accept, mediaType)).toBe(true))

  it.each([
    ['text/html', JSON_TYPE],
    ['application/problem+json', JSON_TYPE],
    ['*/*, application/json;q=0', JSON_TYPE],
    ['*/*;q=0', BATCH],
    ['application/json, application/cloudevents-batch+json;q=0.0', BATCH],
    [JSON_TYPE, 'text/event-stream'],
  ])('is not acceptable for Accept: %s as %s', (accept, mediaType) => expect(isAcceptable(accept, mediaType)).toBe(false))
})
