import { Authority, ClockActivity, type JurisdictionPolicy, type StatutoryClock } from '@case-timeline/contracts'

/** A clock that a policy has to have. */
interface WantedClock {
  readonly activity: ClockActivity
  /** Of a detention, whose limits are those of an authority. */
  readonly authority?: Authority
}

/** What a policy leaves open, for the lawyer who reviews it. */
export type Gap =
  | { readonly gap: 'noPolicy' | 'notReviewed' | 'noOffenceOfCountry' | 'noConsularList' }
  | { readonly gap: 'offenceMissing'; readonly offenceCode: string }
  | (WantedClock & { readonly gap: 'noClock' })
  | (WantedClock & { readonly gap: 'clockEnded'; readonly validUntil: string })
  | (WantedClock & { readonly gap: 'clockNotBegun'; readonly validFrom: string })
  /** A value whose source nobody has read; `secondary`: only read in a copy. */
  | { readonly gap: 'sourceNotVerified'; readonly value: string; readonly read: 'no' | 'secondary'; readonly source: string }

/** The activities whose clocks differ by authority. */
const BY_AUTHORITY: readonly ClockActivity[] = ['detentionOrdered', 'detentionExtended']

/** A law may have no limit over all custody; without a clock, a person is to be released by the end of the day. */
const OPTIONAL: readonly ClockActivity[] = ['detentionTotal', 'release']

const WANTED_CLOCKS: readonly WantedClock[] = ClockActivity.options
  .filter((activity) => !OPTIONAL.includes(activity))
  .flatMap((activity): readonly WantedClock[] =>
    BY_AUTHORITY.includes(activity) ? Authority.options.map((authority) => ({ activity, authority })) : [{ activity }],
  )

/** The clocks that need no special legal basis: an exception is no limit for all others. */
const clocksFor = ({ clocks }: JurisdictionPolicy, { activity, authority }: WantedClock): readonly StatutoryClock[] =>
  clocks.filter(
    (clock) =>
      clock.activity === activity &&
      clock.legalBasis === undefined &&
      (authority === undefined || clock.authority === undefined || clock.authority === authority),
  )

const isInForce = ({ validFrom, validUntil }: StatutoryClock, day: string): boolean =>
  validFrom <= day && (validUntil === undefined || day <= validUntil)

const clockGap = (policy: JurisdictionPolicy, wanted: WantedClock, day: string): readonly Gap[] => {
  const clocks = clocksFor(policy, wanted)
  if (clocks.some((clock) => isInForce(clock, day))) return []
  const ends = clocks.flatMap(({ validUntil }) => (validUntil !== undefined && validUntil < day ? validUntil : [])).toSorted()
  const lastEnd = ends.at(-1)
  if (lastEnd !== undefined) return [{ gap: 'clockEnded', ...wanted, validUntil: lastEnd }]
  const [firstBegin] = clocks.map(({ validFrom }) => validFrom).toSorted()
  return [firstBegin === undefined ? { gap: 'noClock', ...wanted } : { gap: 'clockNotBegun', ...wanted, validFrom: firstBegin }]
}

/** The country of an offence code such as `PH.RA9208.4`; undefined for a generic code. */
const countryOf = (offenceCode: string): string | undefined => /^([A-Z]{2})\./.exec(offenceCode)?.[1]

const offenceGaps = (listed: readonly string[], jurisdiction: string, known: readonly string[]): readonly Gap[] => {
  const concerns = (code: string): boolean => jurisdiction === 'default' || [undefined, jurisdiction].includes(countryOf(code))
  const hasNone = jurisdiction !== 'default' && !listed.some((code) => countryOf(code) === jurisdiction)
  return [
    ...(hasNone ? [{ gap: 'noOffenceOfCountry' as const }] : []),
    ...known
      .filter((code) => concerns(code) && !listed.includes(code))
      .map((offenceCode) => ({ gap: 'offenceMissing' as const, offenceCode })),
  ]
}

/** What the mark in the source of a value says: `[V]` was read, `[V in secondary copies]` in a copy, `[G]` was not. */
const readOf = (source: string): 'primary' | 'secondary' | 'no' => {
  const mark = source.includes('[G') ? undefined : /\[V([^\]]*)\]/.exec(source)?.[1]
  if (mark === undefined) return 'no'
  return mark.includes('secondary') ? 'secondary' : 'primary'
}

const limitOf = ({ maxDays, maxHours }: StatutoryClock): string =>
  maxDays !== undefined ? `${maxDays} days` : maxHours !== undefined ? `${maxHours} hours` : 'no limit'

const clockName = (clock: StatutoryClock): string =>
  [clock.activity, clock.authority, clock.prolongs && `prolonging ${clock.prolongs}`, clock.legalBasis, limitOf(clock)]
    .filter(Boolean)
    .join(' ')

const sourceGaps = ({ clocks, consularNotifications = [] }: JurisdictionPolicy): readonly Gap[] =>
  [
    ...clocks.map((clock) => ({ value: clockName(clock), source: clock.source })),
    ...consularNotifications.map(({ sendingState, source }) => ({ value: `consular notification to ${sendingState}`, source })),
  ].flatMap(({ value, source }) => {
    const read = readOf(source)
    return read === 'primary' ? [] : [{ gap: 'sourceNotVerified' as const, value, read, source }]
  })

/**
 * What the policy that applies in a jurisdiction leaves open on a day.
 * @param policy its own, or the default if it has none
 * @param knownOffences the offence codes of trafficking that the domain knows, of all countries
 */
export const gapsOf = (policy: JurisdictionPolicy, jurisdiction: string, day: string, knownOffences: readonly string[]): readonly Gap[] => [
  ...(policy.jurisdiction === jurisdiction ? [] : [{ gap: 'noPolicy' as const }]),
  ...(policy.reviewed ? [] : [{ gap: 'notReviewed' as const }]),
  ...WANTED_CLOCKS.flatMap((wanted) => clockGap(policy, wanted, day)),
  ...offenceGaps(policy.traffickingOffences, jurisdiction, knownOffences),
  ...(policy.consularNotifications === undefined ? [{ gap: 'noConsularList' as const }] : []),
  ...sourceGaps(policy),
]
