import { describe, expect, it } from '@jest/globals'
import { NotFoundException } from '@nestjs/common'
import { Denied } from '@case-timeline/access'
import { LoginRefused, StoreDenied, StoreOverloaded, StoreUnavailable } from '@case-timeline/event-store'
import { malformed, problemOf } from './problem-of.ts'
import { Problem } from './problem.ts'

const brief = (error: unknown) => {
  const { kind, status, headers } = problemOf(error)
  return [kind, status, headers['retry-after'] === undefined ? undefined : Number(headers['retry-after'])]
}

describe('the problem of a thrown error', () => {
  it.each([
    [new Denied('unauthenticated', 'no token'), ['unauthenticated', 401, undefined]],
    [new Denied('forbidden', 'no role'), ['forbidden', 403, undefined]],
    [new Denied('case-not-found', 'no such case'), ['case-not-found', 404, undefined]],
    [new Denied('malformed-case-id', 'no UUID'), ['malformed-request', 400, undefined]],
    [new Denied('identity-provider-unavailable', 'no keys'), ['unavailable', 503, 5]],
    [new StoreOverloaded('full'), ['overloaded', 429, 1]],
    [new StoreUnavailable('gone'), ['unavailable', 503, 5]],
    [new LoginRefused('Unauthenticated'), ['unavailable', 503, 60]],
    [new StoreDenied('Access Denied'), ['unavailable', 503, 60]],
    [new NotFoundException(), ['not-found', 404, undefined]],
    [Object.assign(new Error('too large'), { statusCode: 413 }), ['too-large', 413, undefined]],
    [Object.assign(new Error('no parser'), { statusCode: 415 }), ['unsupported-media-type', 415, undefined]],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), ['unavailable', 503, 5]],
    [new TypeError('undefined is not a function'), ['internal', 500, undefined]],
    ['a string', ['internal', 500, undefined]],
    [null, ['internal', 500, undefined]],
  ])('has kind, status and delay for %p', (error, expected) => expect(brief(error)).toEqual(expected))

  it('says that the event store refused the login, which nobody takes for a server that is away', () =>
    expect(problemOf(new LoginRefused('Unauthenticated')).message).toMatch(/^the event store refuses the login of this service/))

  it('contains no details of an unexpected error', () =>
    expect(JSON.stringify(problemOf(new Error('password=hunter2')).toBody('c'))).not.toMatch(/hunter2/))
})

describe('the problem of a malformed body', () => {
  it('contains the JSON path of each issue', () => {
    const problem = malformed([{ message: 'expected string', path: ['data', { key: 'suspects' }, 0] }])
    expect(problem.toBody('c1')).toEqual({
      type: '/problems/malformed-request',
      title: 'The request does not match what this endpoint accepts',
      status: 400,
      detail: '1 issue was found, see errors',
      instance: 'urn:case-timeline:request:c1',
      correlationId: 'c1',
      errors: [{ path: '$.data.suspects[0]', detail: 'expected string' }],
    })
  })

  it('is bounded in size, whatever the number of issues', () => {
    const issues = Array.from({ length: 5_000 }, (_, n) => ({ message: 'x'.repeat(9_000), path: [`${n}`.repeat(2_000)] }))
    expect(JSON.stringify(malformed(issues).toBody('c')).length).toBeLessThan(20_000)
  })
})

it('a thrown problem is returned unchanged', () => expect(problemOf(new Problem('stream-busy', 'again')).kind).toBe('stream-busy'))
