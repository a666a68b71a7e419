import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isAfter, rememberingSpans, spanOf } from './occurred.ts'

describe('the time span of an occurrence', () => {
  it('starts a day at midnight of its own zone', () =>
    expect(new Date(spanOf('2016-03-27', 'Asia/Jakarta').from).toISOString()).toBe('2016-03-26T17:00:00.000Z'))

  it('covers the whole year for a year', () => expect(spanOf('2016').until).toBe(Date.parse('2017-01-01T00:00:00Z')))

  it('counts a fact dated today as begun, at any hour', () =>
    expect(isAfter('2026-11-25', 'Asia/Manila', '2026-11-24T18:00:00Z')).toBe(false))

  it('counts a fact dated tomorrow as not begun', () => expect(isAfter('2026-11-26', 'Asia/Manila', '2026-11-25T15:59:59Z')).toBe(true))

  it('begins after an instant exactly if the first instant of its span does, in every zone and at every distance', () => {
    const hour = 3_600_000
    const anyDistance = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -9_000, max: 9_000 }))
    const anyZone = fc.constantFrom('UTC', 'Asia/Manila', 'Asia/Jakarta', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu')
    fc.assert(
      fc.property(fc.constantFrom('2016', '2016-03', '2016-03-27'), anyZone, anyDistance, (occurredAt, zone, hours) => {
        const instant = new Date(Date.parse(occurredAt) + hours * hour).toISOString()
        expect(isAfter(occurredAt, zone, instant)).toBe(spanOf(occurredAt, zone).from > Date.parse(instant))
      }),
    )
  })

  it('is not a day that does not exist', () =>
    expect(() => isAfter('2026-02-30', 'Asia/Manila', '2026-11-24T18:00:00Z')).toThrow(RangeError))

  it('is the same when it is remembered, for each zone, also after more spans than are kept', () => {
    const remembered = rememberingSpans(2)
    const texts = ['2016', '2016-03', '2016-03-27', '2016-03-27T10:00:00+07:00', '2016']
    for (const zone of [undefined, 'Asia/Manila', 'Asia/Jakarta', 'Asia/Manila'])
      for (const text of texts) expect(remembered(text, zone)).toEqual(spanOf(text, zone))
    expect(remembered('2016', 'Asia/Manila')).toBe(remembered('2016', 'Asia/Manila'))
  })
})
