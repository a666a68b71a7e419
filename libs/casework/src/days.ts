import type { RecordedEvent } from './case-history.ts'

/** The length of a day, a month and a year as text, such as `2016-03-27`. */
const PRECISIONS = [10, 7, 4]

/**
 * Whether a day is before another, as far as both are known: texts of different precision are compared at the coarser
 * one.
 */
export const isBefore = (one: string, other: string): boolean => {
  const common = PRECISIONS.find((length) => one.length >= length && other.length >= length) ?? 0
  return one.slice(0, common) < other.slice(0, common)
}

/**
 * Whether a fact had happened by a day, as far as both are known: a fact without a time counts from its recording.
 * @param day at any precision; absent: now
 */
export const occurredBy =
  (day: string | undefined) =>
  ({ occurredAt, stored }: { readonly occurredAt?: string | undefined; readonly stored: Pick<RecordedEvent, 'recordedAt'> }): boolean =>
    day === undefined || !isBefore(day, occurredAt ?? stored.recordedAt)

/** The number of the Gregorian day at the start of a text of at least day precision: 0 is 1970-01-01. A domain may not use `Date`. */
export const dayNumber = (text: string): number => {
  const [year = 0, month = 0, date = 0] = text.slice(0, 10).split('-').map(Number)
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const ofEra = shifted - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
}

/** The day of such a number, such as `2016-03-27`. */
export const dayText = (number: number): string => {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const year = Math.floor((ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365)
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const month = Math.floor((5 * ofYear + 2) / 153)
  const date = ofYear - Math.floor((153 * month + 2) / 5) + 1
  const calendarMonth = month < 10 ? month + 3 : month - 9
  const calendarYear = year + era * 400 + (calendarMonth <= 2 ? 1 : 0)
  return `${String(calendarYear).padStart(4, '0')}-${String(calendarMonth).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}
