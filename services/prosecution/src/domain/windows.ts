import type { JurisdictionPolicy } from '@case-timeline/contracts'

const dayNumber = (text: string): number =>
  Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10))) / 86_400_000

const isADay = (text: string): boolean => text.length >= 10

/**
 * Whether a step comes within the days that the policy gives for it, counted from the day after the decision.
 * Holds where the policy sets no clock, or the day of the decision is not known.
 * @param activity as the policy's clocks name it, such as `appeal`
 */
export const isWithinWindow = (policy: JurisdictionPolicy | undefined, activity: string, decidedOn: string, on: string): boolean => {
  if (!isADay(decidedOn) || !isADay(on)) return true
  const day = decidedOn.slice(0, 10)
  const clock = policy?.clocks.find(
    (one) => one.activity === activity && one.validFrom <= day && (one.validUntil === undefined || day <= one.validUntil),
  )
  return clock === undefined || dayNumber(on) - dayNumber(decidedOn) <= clock.maxDays
}
