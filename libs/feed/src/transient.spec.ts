import { StoreDenied, StoreUnavailable } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm'
import { TryAgain } from './consumer.ts'
import { isTransient } from './transient.ts'

const failed = (code: string) => new QueryFailedError('select 1', [], Object.assign(new Error('failed'), { code }))

describe('a transient error', () => {
  it.each([
    ['a connection that was lost', Object.assign(new Error('read'), { code: 'ECONNRESET' })],
    ['a connection that pg ended', new Error('Connection terminated unexpectedly')],
    ['a statement without an answer', new QueryFailedError('select 1', [], new Error('Query read timeout'))],
    ['a session that was closed for that', new Error('Client was closed and is not queryable')],
    ['a session that ended within a transaction', new QueryRunnerAlreadyReleasedError()],
    ['a server that shuts down', failed('57P01')],
    ['a server that is read-only', failed('25006')],
    ['a database that accepts no connections at present', failed('55000')],
    ['a serialization conflict', failed('40001')],
    ['a deadlock', failed('40P01')],
    ['a table that the next migration creates', failed('42P01')],
    ['an unavailable store', new StoreUnavailable('no answer')],
    ['a login without a grant', new StoreDenied('not yours')],
    ['a stream with repeated conflicts', new TryAgain('again')],
  ])('%s', (_, error) => expect(isTransient(error)).toBe(true))
})

describe('an error caused by the event', () => {
  it.each([
    ['a value that violates a constraint', failed('23514')],
    ['a text that is not a number', failed('22P02')],
    ['a programming error', new TypeError('undefined is not a function')],
    ['a thrown value that is not an Error', 'text'],
  ])('%s', (_, error) => expect(isTransient(error)).toBe(false))
})
