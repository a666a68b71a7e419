import { clockOf } from '@case-timeline/casework'
import type { Authority, JurisdictionPolicy } from '@case-timeline/contracts'
import { daysHeld, endsBeforeItStarts } from './interval.ts'

type LimitedActivity = 'detentionOrdered' | 'detentionExtended'

interface Interval {
  readonly authority: Authority
  readonly from: string
  readonly until?: string | undefined
  readonly legalBasis?: string | undefined
}

/**
 * Whether an interval is longer than the law allows the detaining authority. False if the interval has no end or the
 * policy has no limit for it. An extension has limits of its own, never those of an order.
 * @param orderedOn the day of the order, whose law applies; if unknown, the first day of the detention
 * @param prolongs the authority whose order is extended, if known
 */
export const exceedsLimit = (
  policy: JurisdictionPolicy | undefined,
  activity: LimitedActivity,
  { authority, from, until, legalBasis }: Interval,
  orderedOn: string = from,
  prolongs?: Authority,
): boolean => {
  const days = until === undefined ? undefined : daysHeld(from, until)
  if (days === undefined) return false
  const limit = clockOf(policy, activity, orderedOn, { authority, prolongs, legalBasis })
  return limit !== undefined && days > limit.maxDays
}

/**
 * The order under which a person was held on a day, so that an extension from that day prolongs it: the last recorded
 * one that did not begin later.
 * @param from absent: any order
 */
export const prolongedOrder = <O extends { readonly from: string }>(orders: readonly O[], from: string | undefined): O | undefined =>
  orders.findLast((order) => from === undefined || !endsBeforeItStarts(order.from, from))
