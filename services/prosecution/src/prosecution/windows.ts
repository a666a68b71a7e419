import { clockOf, dayNumber, isDay } from '@case-timeline/casework'
import type { ClockActivity, JurisdictionPolicy } from '@case-timeline/contracts'

/** The clocks of a policy that somebody has read in the law, or at least in a report of it: only these refuse. */
const withVerifiedClocks = (policy: JurisdictionPolicy | undefined): JurisdictionPolicy | undefined =>
  policy && { ...policy, clocks: policy.clocks.filter(({ verified = 'no' }) => verified !== 'no') }

/**
 * Whether a decision leaves at least the number of days that the policy gives for a step. True if the policy has no
 * such clock, or the day of the decision is unknown.
 * @param until RFC 3339 in UTC
 */
export const leavesWindow = (
  policy: JurisdictionPolicy | undefined,
  activity: ClockActivity,
  decidedOn: string,
  until: string,
): boolean => {
  if (!isDay(decidedOn)) return true
  const clock = clockOf(policy, activity, decidedOn)
  return clock === undefined || dayNumber(until) - dayNumber(decidedOn) >= clock.maxDays
}

/** Like `leavesWindow`, by the clocks whose source was read: true where nobody has verified the number of days. */
export const leavesVerifiedWindow: typeof leavesWindow = (policy, ...step) => leavesWindow(withVerifiedClocks(policy), ...step)

/**
 * Whether `on` is not after `until`. Only the days are compared if `on` is a day or has another time zone.
 * @param until RFC 3339 in UTC
 */
export const isOnOrBefore = (on: string, until: string): boolean => {
  const digits = on.endsWith('Z') ? 19 : 10
  return on.slice(0, digits) <= until.slice(0, digits)
}
