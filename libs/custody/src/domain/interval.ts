const number = (text: string, from: number, to: number): number => Number(text.slice(from, to))

/** Julian day number of the Gregorian day that a text of at least day precision begins with. */
const dayNumber = (text: string): number => {
  const month = number(text, 5, 7)
  const before = Math.floor((14 - month) / 12)
  const year = number(text, 0, 4) + 4800 - before
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  return number(text, 8, 10) + Math.floor((153 * (month + 12 * before - 3) + 2) / 5) + 365 * year + leapDays - 32045
}

/** Seconds of an RFC 3339 time on one common scale. */
const secondsOf = (time: string): number => {
  const zone = time.endsWith('Z') ? '+00:00' : time.slice(-6)
  const offset = (number(zone, 1, 3) * 60 + number(zone, 4, 6)) * (zone.startsWith('-') ? -60 : 60)
  const second = Number(time.slice(17).replace(/(Z|[+-]\d\d:\d\d)$/, ''))
  return dayNumber(time) * 86_400 + number(time, 11, 13) * 3_600 + number(time, 14, 16) * 60 + second - offset
}

/** Whether an interval ends before it starts, as far as the coarser of its two ends can tell. */
export const endsBeforeItStarts = (from: string, until: string): boolean => {
  if (from.includes('T') && until.includes('T')) return secondsOf(until) < secondsOf(from)
  const shared = Math.min(from.length, until.length, 10)
  return until.slice(0, shared) < from.slice(0, shared)
}

/** Days held, both ends counted; undefined where one end is coarser than a day. */
export const daysHeld = (from: string, until: string): number | undefined =>
  from.length < 10 || until.length < 10 ? undefined : dayNumber(until) - dayNumber(from) + 1
