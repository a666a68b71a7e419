import { Temporal } from 'temporal-polyfill'

/** A moment that a text of some precision covers: from its first instant (inclusive) to its last (exclusive), in epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly until: number
}

// Zone arithmetic costs as much as the rest of a decision, and most facts are dated to the same few days.
const DAYS_KEPT = 1_000
const calendar = new Map<string, Span>()

/**
 * The span of time that an `occurredAt` stands for: `2016-03` covers the whole March of its zone.
 * @param occurredAt year, month, day or RFC 3339 time
 * @param zone IANA zone in which a text without offset is read; UTC when the source knew none
 * @throws RangeError for a zone that does not exist
 */
export const spanOf = (occurredAt: string, zone = 'UTC'): Span => {
  if (occurredAt.includes('T')) {
    const at = Temporal.Instant.from(occurredAt).epochMilliseconds
    return { from: at, until: at + 1 }
  }
  const name = `${occurredAt} ${zone}`
  const known = calendar.get(name)
  if (known) return known
  const [year = 1, month, day] = occurredAt.split('-').map(Number)
  const first = Temporal.PlainDate.from({ year, month: month ?? 1, day: day ?? 1 }, { overflow: 'reject' })
  const next = first.add(day !== undefined ? { days: 1 } : month !== undefined ? { months: 1 } : { years: 1 })
  const start = (date: Temporal.PlainDate) => date.toZonedDateTime(zone).epochMilliseconds
  const span = { from: start(first), until: start(next) }
  if (calendar.size >= DAYS_KEPT) calendar.clear()
  calendar.set(name, span)
  return span
}

/** Whether something that occurred at this text began after an instant (RFC 3339). */
export const isAfter = (occurredAt: string, zone: string | undefined, instant: string): boolean =>
  spanOf(occurredAt, zone).from > Date.parse(instant)
