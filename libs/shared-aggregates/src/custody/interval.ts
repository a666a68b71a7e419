import { dayNumber } from '@case-timeline/casework'

const numberIn = (text: string, from: number, to: number): number => Number(text.slice(from, to))

/** An RFC 3339 time as seconds in UTC since 1970. */
const secondsOf = (time: string): number => {
  const zone = time.endsWith('Z') ? '+00:00' : time.slice(-6)
  const offset = (numberIn(zone, 1, 3) * 60 + numberIn(zone, 4, 6)) * (zone.startsWith('-') ? -60 : 60)
  const second = Number(time.slice(17).replace(/(Z|[+-]\d\d:\d\d)$/, ''))
  return dayNumber(time) * 86_400 + numberIn(time, 11, 13) * 3_600 + numberIn(time, 14, 16) * 60 + second - offset
}

/** Whether an interval ends before it starts, compared at the coarser precision of its two ends. */
export const endsBeforeItStarts = (from: string, until: string): boolean => {
  if (from.includes('T') && until.includes('T')) return secondsOf(until) < secondsOf(from)
  const shared = Math.min(from.length, until.length, 10)
  return until.slice(0, shared) < from.slice(0, shared)
}
