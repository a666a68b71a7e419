/** How the days of a sheet are written: as `2026-11-20`, or as spreadsheets of a country write them. */
export const DAY_FORMS = ['iso', 'day-first', 'month-first', 'thai'] as const
export type DayForm = (typeof DAY_FORMS)[number]

const LOCAL_DAY = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/
const SHORT_YEAR = /^\d{1,2}([/.-])\d{1,2}\1\d{2}$/
/** The year 2026 is 2569 of the Buddhist era. */
const BUDDHIST_ERA = 543
const FIRST_BUDDHIST_YEAR = 2_400

/**
 * The day of a cell in ISO 8601, if it is written in the form of the sheet, such as `20/11/2026` with the day first;
 * any other text as it is. The caller checks whether the day exists.
 */
export const isoDay = (text: string, form: DayForm): string => {
  const [, first = '', , second = '', year = ''] = LOCAL_DAY.exec(text) ?? []
  if (form === 'iso' || year === '') return text
  const [day, month] = form === 'month-first' ? [second, first] : [first, second]
  const written = form === 'thai' ? String(Number(year) - BUDDHIST_ERA).padStart(4, '0') : year
  return `${written}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** Why a cell is no day, as far as it shows how it was written; never its value. */
export const reasonOfLocalDay = (text: string, form: DayForm): string | undefined => {
  if (SHORT_YEAR.test(text)) return 'must have a year of four digits'
  if (!LOCAL_DAY.test(text)) return undefined
  return form === 'iso'
    ? 'is written as a spreadsheet of some country writes it: say which number is the day with --dates day-first, month-first or thai (day first, in years of the Buddhist era), or write 2026-11-20'
    : `is no day of the calendar if it is read as ${form}: is --dates right?`
}

/** Why a date that has not come yet was probably written. */
export const isOfBuddhistEra = (isoText: string, now: string): boolean => {
  const year = Number(isoText.slice(0, 4))
  return year >= FIRST_BUDDHIST_YEAR && year - BUDDHIST_ERA <= Number(now.slice(0, 4))
}
