import { StoreDenied, StoreUnavailable } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import { QueryFailedError } from 'typeorm'
import { TryAgain } from './consumer.ts'
import { isTransient } from './transient.ts'

const failed = (code: string) => new QueryFailedError('select 1', [], Object.assign(new Error('failed'), { code }))

describe('an error that passes', () => {
  it.each([
    ['a connection that was lost', Object.assign(new Error('read'), { code: 'ECONNRESET' })],
    ['a connection that pg ended', new Error('Connection terminated unexpectedly')],
    ['a server that shuts down', failed('57P01')],
    ['a serialization conflict', failed('40001')],
    ['a deadlock', failed('40P01')],
    ['a table that the next migration brings', failed('42P01')],
    ['a store out of reach', new StoreUnavailable('no answer')],
    ['a login without a grant', new StoreDenied('not yours')],
    ['a stream that others kept winning', new TryAgain('again')],
  ])('%s', (_, error) => expect(isTransient(error)).toBe(true))
})

describe('an error of the event', () => {
  it.each([
    ['a value that the table refuses', failed('23514')],
    ['a text that is no number', failed('22P02')],
    ['a fault of the program', new TypeError('undefined is not a function')],
    ['something thrown that is no error', 'text'],
  ])('%s', (_, error) => expect(isTransient(error)).toBe(false))
})
