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

/** The last day that a date text can name. */
export const LAST_DAY = dayNumber('9999-12-31')

const DAY_MS = 86_400_000

/**
 * A moment as RFC 3339 in UTC with milliseconds, at the latest the end of the year 9999.
 * @param moment in milliseconds since 1970
 */
export const momentText = (moment: number): string => {
  const last = Math.min(moment, (LAST_DAY + 1) * DAY_MS - 1)
  const day = Math.floor(last / DAY_MS)
  const rest = last - day * DAY_MS
  const part = (unit: number, of: number, digits: number): string => String(Math.floor(rest / unit) % of).padStart(digits, '0')
  return `${dayText(day)}T${part(3_600_000, 24, 2)}:${part(60_000, 60, 2)}:${part(1_000, 60, 2)}.${part(1, 1_000, 3)}Z`
}
