import type { AgeRange, Authority, ClockActivity, JurisdictionPolicy, StatutoryClock, Verified } from '@case-timeline/contracts'
import { narrowest } from './age-range.ts'
import { isLawOn } from './happened.ts'

/** Conditions of a clock: who has to act, whose order an extension prolongs, and on which legal basis. */
export interface ClockConditions {
  readonly authority?: string | undefined
  readonly prolongs?: string | undefined
  readonly legalBasis?: string | undefined
  /** The person concerned is a child, or the age is in doubt: what is known of it. */
  readonly childAged?: AgeRange | undefined
}

/** A clock in days, as every clock but those of custody is. */
export type ClockInDays = StatutoryClock & { readonly maxDays: number }

const UNREAD: Readonly<Record<Exclude<Verified, 'primary'>, string>> = {
  secondary: 'not read in the law itself',
  no: 'not verified',
}

/** The source of a value as a person reads it: it says so if the text of the law was not read. */
export const lawOf = ({ source, verified = 'no' }: Pick<StatutoryClock, 'source' | 'verified'>): string =>
  verified === 'primary' ? source : `${source} [${UNREAD[verified]}]`

const hoursOf = ({ maxDays = 0, maxHours = maxDays * 24, unlimited }: StatutoryClock): number => (unlimited ? Infinity : maxHours)

const longest = <C extends StatutoryClock>(clocks: readonly C[]): C | undefined =>
  clocks.reduce<C | undefined>((most, clock) => (most && hoursOf(most) >= hoursOf(clock) ? most : clock), undefined)

const isInDays = (clock: StatutoryClock): clock is ClockInDays => clock.maxDays !== undefined

const firstFitting = <C extends StatutoryClock>(
  among: readonly C[],
  activity: ClockActivity,
  occurredAt: string,
  { authority, prolongs, legalBasis, childAged }: ClockConditions,
): C | undefined => {
  const day = occurredAt.slice(0, 10)
  const fitting = among.filter(
    (clock) =>
      clock.activity === activity &&
      (clock.authority === undefined || clock.authority === authority) &&
      (clock.legalBasis === undefined || clock.legalBasis === legalBasis) &&
      isLawOn(clock, { first: day, last: day }),
  )
  const ofChildren = fitting.filter(({ persons }) => childAged !== undefined && persons === 'children')
  const ofTheAge = narrowest(ofChildren, childAged ?? {})
  const clocks = ofTheAge.length > 0 ? ofTheAge : fitting.filter(({ persons }) => persons === undefined)
  const general = clocks.findIndex((clock) => clock.prolongs === undefined)
  if (prolongs === undefined) return longest(general < 0 ? clocks : clocks.slice(0, general + 1))
  const named = clocks.find((clock) => clock.prolongs === undefined || clock.prolongs === prolongs)
  if (named) return named
  const most = longest(clocks)
  return most?.unlimited ? undefined : most
}

/** Whether a clock is for an order of another authority than that whose order an extension prolongs. */
export const isForAnotherOrder = (clock: StatutoryClock, prolongs: string | undefined): boolean =>
  prolongs !== undefined && clock.prolongs !== undefined && clock.prolongs !== prolongs

/**
 * The clock of an activity under the law in force when something occurred: the first that fits. Where it is not known
 * whose order an extension prolongs, the longest that may apply: a breach is claimed only if it breaks every one of them.
 * Where it is known and no clock names that authority, the longest too, but none if that is no limit: the policy does not
 * say that the law allows it at all.
 * @param occurredAt at any precision; only its day is compared
 * @returns undefined if the policy sets no such clock in days
 */
export const clockOf = (
  policy: JurisdictionPolicy | undefined,
  activity: ClockActivity,
  occurredAt: string,
  conditions: ClockConditions = {},
): ClockInDays | undefined => firstFitting((policy?.clocks ?? []).filter(isInDays), activity, occurredAt, conditions)

/** The authorities of criminal procedure. */
const OF_CRIMINAL_PROCEDURE: readonly string[] = [
  'POLICE',
  'PROSECUTION',
  'DISTRICT_COURT',
  'HIGH_COURT',
  'SUPREME_COURT',
] satisfies readonly Authority[]

/** How long a person may be held by one arrest, order or extension. */
const LIMITS_OF_ONE_POWER: readonly ClockActivity[] = ['arrest', 'detentionOrdered', 'detentionExtended']

/**
 * Whether a limit that names no authority applies to one: not to an authority outside criminal procedure, such as that of
 * immigration or the military, whose own limit may be longer, or nobody knows it. How soon a person is released, and how
 * long the person is held by all together, is the same for all.
 */
const appliesTo = (clock: StatutoryClock, authority: string | undefined): boolean =>
  clock.authority !== undefined ||
  authority === undefined ||
  OF_CRIMINAL_PROCEDURE.includes(authority) ||
  !LIMITS_OF_ONE_POWER.includes(clock.activity)

/** Like `clockOf`, for custody: the clock is in days or hours, or states that the law sets no limit. */
export const custodyLimitOf = (
  policy: JurisdictionPolicy | undefined,
  activity: ClockActivity,
  occurredAt: string,
  conditions: ClockConditions = {},
): StatutoryClock | undefined =>
  firstFitting(
    (policy?.clocks ?? []).filter((clock) => appliesTo(clock, conditions.authority)),
    activity,
    occurredAt,
    conditions,
  )
