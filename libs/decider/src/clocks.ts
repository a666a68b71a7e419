import type { ClockActivity, JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import { spanOf } from './occurred.ts'

const DAY = 86_400_000

/** What some clocks are only for: whose order is prolonged, and on which legal basis. */
export type Narrower = Pick<StatutoryClock, 'prolongs' | 'legalBasis'>

/**
 * The clock of an activity as the law stood when something occurred.
 * @param occurredAt at any precision; only its day is compared
 * @param narrower what is known of it; a clock that is only for something else, or for what is not known, does not fit
 * @returns nothing where the policy sets no such clock
 */
export const clockOf = (
  policy: JurisdictionPolicy | undefined,
  activity: ClockActivity,
  occurredAt: string,
  authority?: string,
  { prolongs, legalBasis }: Narrower = {},
): StatutoryClock | undefined => {
  const day = occurredAt.slice(0, 10)
  return policy?.clocks.find(
    (clock) =>
      clock.activity === activity &&
      (clock.authority === undefined || clock.authority === authority) &&
      (clock.prolongs === undefined || clock.prolongs === prolongs) &&
      (clock.legalBasis === undefined || clock.legalBasis === legalBasis) &&
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
