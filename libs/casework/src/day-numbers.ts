import type { SpanOf } from './custody-facts.ts'
import { dayNumber, dayText } from './days.ts'
import type { Times } from './held-times.ts'

const DAY_MS = 24 * 3_600_000

/**
 * The number of the day of a text; of a moment, the day in its zone, or in the offset that it states. What ends at midnight
 * ends on the day before. Undefined: not known.
 */
export const dayOf = (text: string, zone: string | undefined, spanOf: SpanOf, isEnd = false): number | undefined => {
  if (text.length < 10) return undefined
  const stated = dayNumber(text.slice(0, 10))
  if (!text.includes('T') || zone === undefined) return stated
  const { from } = spanOf(text, zone)
  const moment = isEnd ? from - 1 : from
  return [stated - 1, stated, stated + 1].find((day) => moment < spanOf(dayText(day), zone).until)
}

/** The days of a zone of which a time covers each moment. */
export const wholeDays = ({ from, until }: Times, zone: string | undefined, spanOf: SpanOf): Times => {
  const firstDayFrom = (moment: number): number => {
    const day = Math.floor(moment / DAY_MS)
    return [day - 1, day, day + 1].find((one) => moment <= spanOf(dayText(one), zone).from) ?? day + 2
  }
  return { from: firstDayFrom(from), until: firstDayFrom(until + 1) - 1 }
}

/** A day some years, months and days after another; a day that the month does not have is the last of the month. */
export const dayAfter = (
  day: number,
  { years, months, days }: { readonly years: number; readonly months: number; readonly days: number },
): number => {
  const text = dayText(day)
  const month = Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1 + years * 12 + months
  const first = (number: number): number =>
    dayNumber(`${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}-01`)
  return Math.min(first(month) + Number(text.slice(8, 10)) - 1, first(month + 1) - 1) + days
}
