import { Authority, CLOSED_SHELTER, ClockActivity, type JurisdictionPolicy, type StatutoryClock } from '@case-timeline/contracts'
import { isInForce, type Gap, type WantedClock } from './gap.ts'

/** The activities whose clocks differ by authority. */
const BY_AUTHORITY: Readonly<Partial<Record<ClockActivity, readonly Authority[]>>> = {
  detentionOrdered: Authority.options,
  detentionExtended: Authority.options,
  // Against the last court there is no ordinary appeal.
  appeal: ['DISTRICT_COURT', 'HIGH_COURT'],
}

/**
 * A law may have no limit over all custody; without a clock, a person is to be released by the end of the day; no text
 * requires that a call to a hotline is answered, a device examined or content removed within days; and not every country has a
 * fund that pays without a trial, each of which has a law of its own.
 */
const OPTIONAL: readonly ClockActivity[] = [
  'detentionTotal',
  'release',
  'intakeAnswer',
  'deviceExamination',
  'platformAnswer',
  'fundDecision',
  'fundPayment',
]

const WANTED_CLOCKS: readonly WantedClock[] = ClockActivity.options
  .filter((activity) => !OPTIONAL.includes(activity))
  .flatMap((activity): readonly WantedClock[] => BY_AUTHORITY[activity]?.map((authority) => ({ activity, authority })) ?? [{ activity }])

const isOfCriminalProcedure = (authority: string): boolean => (Authority.options as readonly string[]).includes(authority)

/** The authorities outside criminal procedure that hold persons in most countries (decision 80). */
const OTHER_AUTHORITIES = ['IMMIGRATION', 'MILITARY', 'PRISON', CLOSED_SHELTER] as const

const ARREST_AND_ORDER = ['arrest', 'detentionOrdered'] as const
/** A shelter arrests nobody. */
const ORDER_ONLY = ['detentionOrdered'] as const

/** The limits of authorities outside criminal procedure that hold persons, as the policy says. */
const otherClocks = ({ authorities = [] }: JurisdictionPolicy): readonly WantedClock[] =>
  authorities
    .filter(({ authority, holdsNobody }) => !isOfCriminalProcedure(authority) && !holdsNobody)
    .flatMap(({ authority }) => (authority === CLOSED_SHELTER ? ORDER_ONLY : ARREST_AND_ORDER).map((activity) => ({ activity, authority })))

const isLastCourt = ({ authorities = [] }: JurisdictionPolicy, { activity, authority }: WantedClock): boolean =>
  activity === 'appeal' && authorities.some((one) => one.authority === authority && one.decidesLast === true)

/** The clocks for anybody that need no special legal basis: an exception is no limit for all others. */
const clocksFor = ({ clocks }: JurisdictionPolicy, { activity, authority }: WantedClock): readonly StatutoryClock[] =>
  clocks.filter(
    (clock) =>
      clock.activity === activity &&
      clock.legalBasis === undefined &&
      clock.persons === undefined &&
      (authority === undefined || clock.authority === authority || (clock.authority === undefined && isOfCriminalProcedure(authority))),
  )

const clockGap = (policy: JurisdictionPolicy, wanted: WantedClock, day: string): readonly Gap[] => {
  const clocks = clocksFor(policy, wanted)
  if (clocks.some((clock) => isInForce(clock, day))) return []
  const ends = clocks.flatMap(({ validUntil }) => (validUntil !== undefined && validUntil < day ? validUntil : [])).toSorted()
  const lastEnd = ends.at(-1)
  if (lastEnd !== undefined) return [{ gap: 'clockEnded', ...wanted, validUntil: lastEnd }]
  const [firstBegin] = clocks.flatMap(({ validFrom }) => validFrom ?? []).toSorted()
  return [firstBegin === undefined ? { gap: 'noClock', ...wanted } : { gap: 'clockNotBegun', ...wanted, validFrom: firstBegin }]
}

/** What a policy leaves open of clocks and limits on a day. */
export const clockGaps = (policy: JurisdictionPolicy, day: string): readonly Gap[] =>
  [...WANTED_CLOCKS, ...otherClocks(policy)]
    .filter((wanted) => !isLastCourt(policy, wanted))
    .flatMap((wanted) => clockGap(policy, wanted, day))

const OF_CHILDREN = ['arrest', 'detentionOrdered', 'detentionExtended'] as const

/** The activities of custody for which a policy has no limit for all children on a day. */
export const childLimitGaps = ({ clocks }: JurisdictionPolicy, day: string): readonly Gap[] =>
  OF_CHILDREN.filter(
    (activity) =>
      !clocks.some(
        (clock) => clock.activity === activity && clock.persons === 'children' && clock.ages === undefined && isInForce(clock, day),
      ),
  ).map((activity) => ({ gap: 'noLimitForChildren', activity }))

/** The authorities of which a policy does not say what body they are, or whether they hold persons. */
export const authorityGaps = ({ authorities = [] }: JurisdictionPolicy): readonly Gap[] => {
  const isMissing = (authority: string): boolean => !authorities.some((one) => one.authority === authority)
  return [
    ...Authority.options.filter(isMissing).map((authority) => ({ gap: 'noBody' as const, authority })),
    ...OTHER_AUTHORITIES.filter(isMissing).map((authority) => ({ gap: 'powerUnknown' as const, authority })),
  ]
}
