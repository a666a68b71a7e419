import { spanOf } from './occurred.ts'

const DAY_MS = 86_400_000

/**
 * The end of a number of days after a fact: from its moment, or from the end of its day, month or year.
 * @param spans the time span of a date text, where a caller keeps those that it computed
 * @returns RFC 3339 in UTC
 * @throws RangeError for a zone that does not exist
 */
export const daysAfter = (days: number, occurredAt: string, zone?: string, spans: typeof spanOf = spanOf): string => {
  const { from, until } = spans(occurredAt, zone)
  return new Date((occurredAt.includes('T') ? from : until) + days * DAY_MS).toISOString()
}
