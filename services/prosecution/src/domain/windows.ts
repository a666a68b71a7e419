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

/**
 * Whether a step comes within the days that the policy gives for it, counted from the day after the decision.
 * Holds where the policy sets no clock, or the day of the decision is not known.
 * @param activity as the policy's clocks name it, such as `appeal`
 */
export const isWithinWindow = (policy: JurisdictionPolicy | undefined, activity: ClockActivity, decidedOn: string, on: string): boolean => {
  if (!isADay(decidedOn) || !isADay(on)) return true
  const day = decidedOn.slice(0, 10)
  const clock = policy?.clocks.find(
    (one) => one.activity === activity && one.validFrom <= day && (one.validUntil === undefined || day <= one.validUntil),
  )
  return clock === undefined || dayNumber(on) - dayNumber(decidedOn) <= clock.maxDays
}
