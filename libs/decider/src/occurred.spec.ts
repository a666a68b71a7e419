import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { isAfter, rememberingSpans, spanOf } from './occurred.ts'

/** In epoch milliseconds, by the calendar of Temporal; undefined for a moment that does not exist. */
const byTemporal = (text: string): number | undefined => {
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return undefined
  }
}

const moment = (text: string): number | undefined => {
  try {
    return spanOf(text).from
  } catch {
    return undefined
  }
}

describe('the time span of an occurrence', () => {
  it('begins at the moment that its text states, whatever its offset, fraction and century, or at none', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'))
    const date = fc.tuple(
      fc.integer({ min: 0, max: 9_999 }).map((year) => String(year).padStart(4, '0')),
      two(13),
      two(32),
    )
    const time = fc.tuple(two(25), two(60), two(61))
    const end = fc.tuple(
      fc.constantFrom('', '.5', '.123', '.999999', '.1234567', '.000000001', '.1234567891'),
      fc.constantFrom('Z', 'z', '+00:00', '+08:00', ''),
    )
    fc.assert(
      fc.property(date, time, end, (days, hours, [fraction, offset]) => {
        const text = `${days.join('-')}T${hours.join(':')}${fraction}${offset}`
        expect([text, moment(text)]).toEqual([text, byTemporal(text)])
      }),
      { numRuns: 500 },
    )
  })

  it.each(['1969-12-31T23:59:59.999999Z', '2016-12-31T23:59:60Z', '2026-02-28T24:00:00Z', '2026-02-29T12:00:00.000001Z'])(
    'takes %s as Temporal does',
    (text) => expect(moment(text)).toBe(byTemporal(text)),
  )

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
