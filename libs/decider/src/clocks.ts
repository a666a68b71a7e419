import type { ClockActivity, JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import { spanOf } from './occurred.ts'

const DAY = 86_400_000

/**
 * The clock of an activity as the law stood when something occurred.
 * @param occurredAt at any precision; only its day is compared
 * @returns nothing where the policy sets no such clock
 */
export const clockOf = (
  policy: JurisdictionPolicy | undefined,
  activity: ClockActivity,
  occurredAt: string,
  authority?: string,
): StatutoryClock | undefined => {
  const day = occurredAt.slice(0, 10)
  return policy?.clocks.find(
    (clock) =>
      clock.activity === activity &&
      (clock.authority === undefined || clock.authority === authority) &&
      clock.validFrom <= day &&
      (clock.validUntil === undefined || day <= clock.validUntil),
  )
}

/**
 * When a number of days after something occurred is over; a fact without an hour counts from the end of its day.
 * @returns RFC 3339 in UTC
 * @throws RangeError for a zone that does not exist
 */
export const daysAfter = (days: number, occurredAt: string, zone?: string): string =>
  new Date(spanOf(occurredAt, zone).until - (occurredAt.includes('T') ? 1 : 0) + days * DAY).toISOString()
