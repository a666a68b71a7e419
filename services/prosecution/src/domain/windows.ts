import type { ClockActivity, JurisdictionPolicy } from '@case-timeline/contracts'

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

/** Days since the beginning of the calendar. */
const dayNumber = (text: string): number => {
  const [year = 1, month = 1, day = 1] = text.slice(0, 10).split('-').map(Number)
  const lastFebruary = month > 2 ? year : year - 1
  const leapDays = Math.floor(lastFebruary / 4) - Math.floor(lastFebruary / 100) + Math.floor(lastFebruary / 400)
  return 365 * (year - 1) + leapDays + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + day
}

const isADay = (text: string): boolean => text.length >= 10

/** The clock of an activity as the law stood on a day. */
const clockOn = (policy: JurisdictionPolicy | undefined, activity: ClockActivity, day: string) =>
  policy?.clocks.find((one) => one.activity === activity && one.validFrom <= day && (one.validUntil === undefined || day <= one.validUntil))

/**
 * Whether a step comes within the days that the policy gives for it, counted from the day after the decision.
 * Holds where the policy sets no clock, or the day of the decision is not known.
 * @param activity as the policy's clocks name it, such as `appeal`
 */
export const isWithinWindow = (policy: JurisdictionPolicy | undefined, activity: ClockActivity, decidedOn: string, on: string): boolean => {
  if (!isADay(decidedOn) || !isADay(on)) return true
  const clock = clockOn(policy, activity, decidedOn.slice(0, 10))
  return clock === undefined || dayNumber(on) - dayNumber(decidedOn) <= clock.maxDays
}

/** Whether a decision leaves the days that the policy gives for a step; holds where the policy sets no clock. @param until RFC 3339 in UTC */
export const leavesTheWindow = (
  policy: JurisdictionPolicy | undefined,
  activity: ClockActivity,
  decidedOn: string,
  until: string,
): boolean => {
  if (!isADay(decidedOn)) return true
  const clock = clockOn(policy, activity, decidedOn.slice(0, 10))
  return clock === undefined || dayNumber(until) - dayNumber(decidedOn) >= clock.maxDays
}

/** Whether something comes by an instant in UTC. What is told by its day, or in another zone, is compared by its day. */
export const isBy = (on: string, until: string): boolean => {
  const digits = on.endsWith('Z') ? 19 : 10
  return on.slice(0, digits) <= until.slice(0, digits)
}
