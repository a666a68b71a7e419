import type { ClockActivity, JurisdictionPolicy } from '@case-timeline/contracts'
import { dayNumber } from './days.ts'
import type { Instance } from './instances.ts'
import { clockOf } from './statutory-clock.ts'

/** Whether a date text names a day, and not only a month or a year. */
export const isDay = (text: string): boolean => text.length >= 10

/**
 * Whether a step is within the days that the policy gives for it, counted from the day after the decision.
 * True if the policy has no such clock, or one of the two days is unknown.
 * @param activity a clock activity of the policy, such as `appeal`
 * @param authority of an appeal, the court that decided; absent: it is not known
 */
export const isWithinWindow = (
  policy: JurisdictionPolicy | undefined,
  activity: ClockActivity,
  decidedOn: string,
  on: string,
  authority?: Instance,
): boolean => {
  if (!isDay(decidedOn) || !isDay(on)) return true
  const clock = clockOf(policy, activity, decidedOn, { authority })
  return clock === undefined || dayNumber(on) - dayNumber(decidedOn) <= clock.maxDays
}
