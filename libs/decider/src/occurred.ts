import { Temporal } from 'temporal-polyfill'

/** The time span of a date text: from its first instant (inclusive) to its last (exclusive), in epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly until: number
}

const IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/
const SECONDS_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length

/**
 * A moment written in UTC, as every `recordedAt` is, in epoch milliseconds; undefined for any other text. The calendar
 * of Temporal costs three times as much, and a decision places each fact that it reads.
 */
const instantInUtc = (text: string): number | undefined => {
  if (!IN_UTC.test(text)) return undefined
  const moment = new Date(text)
  // Date takes the 30th of February for a day of March.
  return moment.toJSON()?.startsWith(text.slice(0, SECONDS_LENGTH)) ? moment.getTime() : undefined
}

/**
 * The time span of an `occurredAt`: `2016-03` covers the whole March of its zone.
 * @param occurredAt year, month, day or RFC 3339 time
 * @param zone IANA zone for a text without offset; UTC if the source states none
 * @throws RangeError for a zone that does not exist
 */
export const spanOf = (occurredAt: string, zone = 'UTC'): Span => {
  if (occurredAt.includes('T')) {
    const at = instantInUtc(occurredAt) ?? Temporal.Instant.from(occurredAt).epochMilliseconds
    return { from: at, until: at + 1 }
  }
  const [year = 1, month, day] = occurredAt.split('-').map(Number)
  const first = Temporal.PlainDate.from({ year, month: month ?? 1, day: day ?? 1 }, { overflow: 'reject' })
  const next = first.add(day !== undefined ? { days: 1 } : month !== undefined ? { months: 1 } : { years: 1 })
  const start = (date: Temporal.PlainDate) => date.toZonedDateTime(zone).epochMilliseconds
  return { from: start(first), until: start(next) }
}

/**
 * A `spanOf` that keeps the spans that it computed: arithmetic in a zone costs more than a deadline or a limit of custody,
 * and each fact of a case is judged with the dates of those before it.
 * @param max number of spans kept for each zone
 */
export const rememberingSpans = (max = 20_000): typeof spanOf => {
  const zones = new Map<string | undefined, Map<string, Span>>()
  return (occurredAt, zone) => {
    // Each is another text, and would displace a day that comes again.
    if (occurredAt.includes('T')) return spanOf(occurredAt, zone)
    const ofZone = zones.get(zone)
    const known = ofZone?.get(occurredAt)
    if (known) return known
    const span = spanOf(occurredAt, zone)
    if (ofZone === undefined || ofZone.size >= max) zones.set(zone, new Map([[occurredAt, span]]))
    else ofZone.set(occurredAt, span)
    return span
  }
}

/** No zone has ever been further from UTC: Manila was 15:56 behind until 1844. */
const MAX_OFFSET_MS = 16 * 3_600_000

/**
 * The first instant of a year, month or day in UTC, in epoch milliseconds; undefined for an RFC 3339 time and for a day
 * that does not exist.
 */
const startInUtc = (occurredAt: string): number | undefined => {
  const start = new Date(occurredAt)
  return !occurredAt.includes('T') && start.toJSON()?.startsWith(occurredAt) ? start.getTime() : undefined
}

/** Whether something with this `occurredAt` began after an instant (RFC 3339). */
export const isAfter = (occurredAt: string, zone: string | undefined, instant: string): boolean => {
  const at = Date.parse(instant)
  // Arithmetic in a zone costs a tenth of a whole command. Beyond the largest offset, no zone changes the answer.
  const start = startInUtc(occurredAt)
  if (start !== undefined && Math.abs(start - at) > MAX_OFFSET_MS) return start > at
  return spanOf(occurredAt, zone).from > at
}
