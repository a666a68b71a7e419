import { describe, expect, it } from '@jest/globals'
import { isAfter, spanOf } from './occurred.ts'

describe('when something occurred', () => {
  it('a day begins at midnight of its own zone', () =>
    expect(new Date(spanOf('2016-03-27', 'Asia/Jakarta').from).toISOString()).toBe('2016-03-26T17:00:00.000Z'))

  it('a year covers the whole year', () => expect(spanOf('2016').until).toBe(Date.parse('2017-01-01T00:00:00Z')))

  it('a fact dated today has begun, whatever the hour', () =>
    expect(isAfter('2026-11-25', 'Asia/Manila', '2026-11-24T18:00:00Z')).toBe(false))

  it('a fact dated tomorrow has not', () => expect(isAfter('2026-11-26', 'Asia/Manila', '2026-11-25T15:59:59Z')).toBe(true))
})
