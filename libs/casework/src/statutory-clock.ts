import type { ClockActivity, JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'

/** Conditions of a clock: who has to act, whose order an extension prolongs, and on which legal basis. */
export interface ClockConditions {
  readonly authority?: string | undefined
  readonly prolongs?: string | undefined
  readonly legalBasis?: string | undefined
}

const mostDays = (clocks: readonly StatutoryClock[]): StatutoryClock | undefined =>
  clocks.reduce<StatutoryClock | undefined>((most, clock) => (most && most.maxDays >= clock.maxDays ? most : clock), undefined)

/**
 * The clock of an activity under the law in force when something occurred: the first that fits. Where it is not known
 * whose order an extension prolongs, or no clock names that authority, the longest that may apply: a breach is claimed
 * only if it breaks every one of them.
 * @param occurredAt at any precision; only its day is compared
 * @returns undefined if the policy sets no such clock
 */
export const clockOf = (
  policy: JurisdictionPolicy | undefined,
  activity: ClockActivity,
  occurredAt: string,
  { authority, prolongs, legalBasis }: ClockConditions = {},
): StatutoryClock | undefined => {
  const day = occurredAt.slice(0, 10)
  const clocks = (policy?.clocks ?? []).filter(
    (clock) =>
      clock.activity === activity &&
      (clock.authority === undefined || clock.authority === authority) &&
      (clock.legalBasis === undefined || clock.legalBasis === legalBasis) &&
      clock.validFrom <= day &&
      (clock.validUntil === undefined || day <= clock.validUntil),
  )
  const general = clocks.findIndex((clock) => clock.prolongs === undefined)
  if (prolongs === undefined) return mostDays(general < 0 ? clocks : clocks.slice(0, general + 1))
  return clocks.find((clock) => clock.prolongs === undefined || clock.prolongs === prolongs) ?? mostDays(clocks)
}
