import { describe, expect, it } from '@jest/globals'
import { answerToNoRequest } from './client-errors.ts'

describe('what is no request', () => {
  it.each([
    ['HPE_INVALID_METHOD', 400, 'Bad Request'],
    ['HPE_HEADER_OVERFLOW', 431, 'Request Header Fields Too Large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'Request Timeout'],
  ])('is answered with a problem: %s', (code, status, title) => {
    const [head = '', body = ''] = answerToNoRequest(Object.assign(new Error('parser'), { code }), 'c-1').split('\r\n\r\n')
    expect(head.split('\r\n')).toEqual([
      `HTTP/1.1 ${status} ${title}`,
      'x-correlation-id: c-1',
      'content-type: application/problem+json; charset=utf-8',
      'cache-control: no-store',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ])
    expect(JSON.parse(body)).toEqual({
      ...{ type: 'about:blank', title, status, detail: expect.stringMatching(/.{10}/) },
      ...{ instance: 'urn:case-timeline:request:c-1', correlationId: 'c-1' },
    })
  })
})
