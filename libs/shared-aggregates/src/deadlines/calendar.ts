import { daysAfter, rememberingSpans, spanOf } from '@case-timeline/decider'

const DAY_MS = 86_400_000

/** The arithmetic of due dates: RFC 3339 in UTC with milliseconds, so that moments sort as text. */
export interface Calendar {
  /** The first moment of a date text. */
  momentOf(text: string, zone?: string): string
  /** The end of a number of days after the day of a date text. */
  afterDay(text: string, zone: string | undefined, days: number): string
  /** Like `daysAfter` of the decider. */
  daysAfter(days: number, text: string, zone?: string): string
  /** Like `spanOf` of the decider. */
  spanOf: typeof spanOf
}

const calendarWith = (spans: typeof spanOf): Calendar => ({
  momentOf: (text, zone) => new Date(spans(text, zone).from).toISOString(),
  afterDay: (text, zone, days) => new Date(spans(text, zone).until + days * DAY_MS).toISOString(),
  daysAfter: (days, text, zone) => daysAfter(days, text, zone, spans),
  spanOf: spans,
})

export const CALENDAR = calendarWith(spanOf)

/** A calendar that keeps the spans that it computed, see `rememberingSpans`. */
export const rememberingCalendar = (): Calendar => calendarWith(rememberingSpans())
