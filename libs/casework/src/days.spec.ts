import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { dayAfter } from './day-numbers.ts'
import { dayNumber, dayText, momentText } from './days.ts'

it('the text of a moment is that of the calendar, and at the latest the end of the year 9999', () => {
  const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
  fc.assert(fc.property(fc.integer({ min: 0, max: last }), (moment) => expect(momentText(moment)).toBe(new Date(moment).toISOString())))
  expect(momentText(last + 1)).toBe('9999-12-31T23:59:59.999Z')
})

it.each([
  ['2024-01-31', { years: 0, months: 1, days: 0 }, '2024-02-29'],
  ['2024-02-29', { years: 1, months: 0, days: 0 }, '2025-02-28'],
  ['2023-11-30', { years: 1, months: 3, days: 2 }, '2025-03-02'],
  ['2023-12-31', { years: 0, months: 12, days: 0 }, '2024-12-31'],
])('from %s, a term of %o ends before %s', (from, term, end) => expect(dayText(dayAfter(dayNumber(from), term))).toBe(end))
