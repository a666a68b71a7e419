import type { Authority, JurisdictionPolicy } from '@case-timeline/contracts'
import { daysHeld } from './interval.ts'

type Limited = 'detentionOrdered' | 'detentionExtended'

interface Interval {
  readonly authority: Authority
  readonly from: string
  readonly until?: string | undefined
  readonly legalBasis?: string | undefined
}

/**
 * Whether an interval is longer than the law allows its authority; what no limit is known for, and what has no end, is not.
 * An extension has limits of its own, never those of an order.
 * @param orderedOn chooses the law: an act of procedure is measured by that of its own day; where that is not known, by that of the first day held
 * @param prolongs the authority whose order an extension prolongs, as far as it is known
 */
export const passesItsLimit = (
  policy: JurisdictionPolicy | undefined,
  activity: Limited,
  { authority, from, until, legalBasis }: Interval,
  orderedOn: string = from,
  prolongs?: Authority,
): boolean => {
  const days = until === undefined ? undefined : daysHeld(from, until)
  if (days === undefined) return false
  const day = orderedOn.slice(0, 10)
  const limit = policy?.clocks.find(
    (clock) =>
      clock.activity === activity &&
      (clock.authority === undefined || clock.authority === authority) &&
      (clock.prolongs === undefined || clock.prolongs === prolongs) &&
      (clock.legalBasis === undefined || clock.legalBasis === legalBasis) &&
      clock.validFrom <= day &&
      (clock.validUntil === undefined || day <= clock.validUntil),
  )
  return limit !== undefined && days > limit.maxDays
}
