import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { daysHeld, endsBeforeItStarts } from './interval.ts'

describe('an interval', () => {
  it.each([
    ['2018-11-08', '2018-01-06', true],
    ['2018-11-08', '2018-11-08', false],
    ['2018-11', '2018-11-01', false],
    ['2018-11-08T09:00:00+07:00', '2018-11-08', false],
    ['2018-11-08T09:00:00+07:00', '2018-11-08T03:00:00Z', false],
    ['2018-11-08T09:00:00+07:00', '2018-11-08T01:59:59.5Z', true],
    ['2018-11-08T00:10:00-05:00', '2018-11-08T05:09:59Z', true],
  ])('from %s until %s ends before it starts: %s', (from, until, answer) => expect(endsBeforeItStarts(from, until)).toBe(answer))

  it.each([
    ['2016-03-27', '2016-04-15', 20],
    ['2016-02-28', '2016-03-01', 3],
    ['2015-12-31', '2016-01-01', 2],
    ['2016-03', '2016-04-15', undefined],
  ])('from %s until %s lasts %s days', (from, until, days) => expect(daysHeld(from, until)).toBe(days))

  it('counts days like the calendar', () =>
    fc.assert(
      fc.property(fc.integer({ min: -50_000, max: 50_000 }), fc.nat({ max: 20_000 }), (start, length) => {
        const day = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10)
        expect(daysHeld(day(start), day(start + length))).toBe(length + 1)
      }),
    ))
})
