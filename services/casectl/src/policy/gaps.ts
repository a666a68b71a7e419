import {
  Authority,
  CLOSED_SHELTER,
  ClockActivity,
  type JurisdictionPolicy,
  type StatutoryClock,
  SupportMandate,
  type Verified,
} from '@case-timeline/contracts'
import { membershipsOf } from '@case-timeline/decider'
import { offenceCodesOf } from '@case-timeline/prosecution'

/** A clock that a policy has to have. */
interface WantedClock {
  readonly activity: ClockActivity
  /** Of a detention, whose limits are those of an authority. */
  readonly authority?: string
}

/** What a policy leaves open, for the lawyer who reviews it. */
export type Gap =
  | {
      readonly gap:
        | 'noPolicy'
        | 'notReviewed'
        | 'noOffenceOfCountry'
        | 'noConsularList'
        | 'noChildAge'
        | 'noLimitsForChildren'
        | 'noIdentificationMandates'
        | 'noReportingDuties'
    }
  | { readonly gap: 'offenceMissing' | 'noActs'; readonly offenceCode: string }
  | { readonly gap: 'noBody'; readonly authority: Authority }
  | { readonly gap: 'mandateUnknown'; readonly mandate: SupportMandate }
  /** A treaty of which nobody knows, or nobody has verified, whether it binds the state. */
  | { readonly gap: 'treatyUnknown' | 'treatyNotVerified'; readonly treaty: string }
  | (WantedClock & { readonly gap: 'noClock' })
  | (WantedClock & { readonly gap: 'clockEnded'; readonly validUntil: string })
  | (WantedClock & { readonly gap: 'clockNotBegun'; readonly validFrom: string })
  /** A value whose source nobody has read; `secondary`: only read in a copy. */
  | { readonly gap: 'sourceNotVerified'; readonly value: string; readonly read: Exclude<Verified, 'primary'>; readonly source: string }

/** The activities whose clocks differ by authority. */
const BY_AUTHORITY: readonly ClockActivity[] = ['detentionOrdered', 'detentionExtended']

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
  .flatMap((activity): readonly WantedClock[] =>
    BY_AUTHORITY.includes(activity) ? Authority.options.map((authority) => ({ activity, authority })) : [{ activity }],
  )

const ARREST_AND_ORDER = ['arrest', 'detentionOrdered'] as const
/** A shelter arrests nobody. */
const ORDER_ONLY = ['detentionOrdered'] as const

/** The limits of authorities outside criminal procedure that a policy names: those of others are not known to exist. */
const otherClocks = ({ authorities = [] }: JurisdictionPolicy): readonly WantedClock[] =>
  authorities
    .map(({ authority }) => authority)
    .filter((authority) => !(Authority.options as readonly string[]).includes(authority))
    .flatMap((authority) => (authority === CLOSED_SHELTER ? ORDER_ONLY : ARREST_AND_ORDER).map((activity) => ({ activity, authority })))

/** The clocks for anybody that need no special legal basis: an exception is no limit for all others. */
const clocksFor = ({ clocks }: JurisdictionPolicy, { activity, authority }: WantedClock): readonly StatutoryClock[] =>
  clocks.filter(
    (clock) =>
      clock.activity === activity &&
      clock.legalBasis === undefined &&
      clock.persons === undefined &&
      (authority === undefined ||
        clock.authority === authority ||
        (clock.authority === undefined && (Authority.options as readonly string[]).includes(authority))),
  )

interface Validity {
  readonly validFrom?: string | undefined
  readonly validUntil?: string | undefined
}

const isInForce = ({ validFrom, validUntil }: Validity, day: string): boolean =>
  (validFrom === undefined || validFrom <= day) && (validUntil === undefined || day <= validUntil)

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

const limitOf = ({ maxDays, maxHours }: StatutoryClock): string =>
  maxDays !== undefined ? `${maxDays} days` : maxHours !== undefined ? `${maxHours} hours` : 'no limit'

const clockName = (clock: StatutoryClock): string =>
  [
    clock.activity,
    clock.persons && `of ${clock.persons}`,
    clock.authority,
    clock.prolongs && `prolonging ${clock.prolongs}`,
    clock.legalBasis,
    limitOf(clock),
  ]
    .filter(Boolean)
    .join(' ')

/** A value of a policy, as a list names it, with its source. */
interface SourcedValue {
  readonly value: string
  readonly source: string
  readonly verified?: Verified | undefined
}

/** Every value of a policy that has a source. */
export const valuesOf = ({
  clocks,
  consularNotifications = [],
  apostille,
  remandCredit = [],
  identificationMandates = [],
  reportingDuties = [],
  offences = [],
  authorities = [],
  childAge,
}: JurisdictionPolicy): readonly SourcedValue[] => [
  ...clocks.map((clock) => ({ value: clockName(clock), source: clock.source, verified: clock.verified })),
  ...consularNotifications.map(({ sendingState, source, verified }) => ({
    value: `consular notification to ${sendingState}`,
    source,
    verified,
  })),
  ...remandCredit.map(({ validFrom, source, verified }) => ({
    value: `credit for custody before a sentence, from ${validFrom}`,
    source,
    verified,
  })),
  ...identificationMandates.map(({ mandate, source, verified }) => ({ value: `identification by ${mandate}`, source, verified })),
  ...reportingDuties.map(({ about, source, verified }) => ({ value: `duty to report, about ${about}`, source, verified })),
  ...offences.map(({ code, validFrom, citation, verified }) => ({
    value: `offence ${code}${validFrom === undefined ? '' : `, from ${validFrom}`}`,
    source: citation,
    verified,
  })),
  ...authorities.map(({ authority, name, citation, verified }) => ({ value: `${authority}: ${name}`, source: citation, verified })),
  ...(apostille ? [{ value: 'party to the Apostille Convention', source: apostille.source, verified: apostille.verified }] : []),
  ...(childAge ? [{ value: `child under ${childAge.under}`, source: childAge.citation, verified: childAge.verified }] : []),
]

const sourceGaps = (policy: JurisdictionPolicy): readonly Gap[] =>
  valuesOf(policy).flatMap(({ value, source, verified: read = 'no' }) =>
    read === 'primary' ? [] : [{ gap: 'sourceNotVerified' as const, value, read, source }],
  )

const bodyGaps = ({ authorities = [] }: JurisdictionPolicy): readonly Gap[] =>
  Authority.options
    .filter((authority) => !authorities.some((one) => one.authority === authority))
    .map((authority) => ({ gap: 'noBody' as const, authority }))

/** The offences of the country that are law on a day, and of which the policy has no acts for it. */
const actGaps = ({ traffickingOffences, offences = [] }: JurisdictionPolicy, day: string): readonly Gap[] =>
  offenceCodesOf(traffickingOffences.filter((one) => typeof one === 'string' || isInForce(one, day)))
    .filter((code) => countryOf(code) !== undefined)
    .filter((code) => !offences.some((one) => one.code === code && one.acts !== undefined && isInForce(one, day)))
    .map((offenceCode) => ({ gap: 'noActs' as const, offenceCode }))

/** The mandates of which a policy that lists some says nothing; `other` is no mandate in particular. */
const mandateGaps = ({ identificationMandates: listed }: JurisdictionPolicy, day: string): readonly Gap[] => {
  if (listed === undefined) return [{ gap: 'noIdentificationMandates' }]
  return SupportMandate.options
    .filter((mandate) => mandate !== 'other' && !listed.some((one) => one.mandate === mandate && isInForce(one, day)))
    .map((mandate) => ({ gap: 'mandateUnknown', mandate }))
}

const treatyGaps = (jurisdiction: string): readonly Gap[] =>
  membershipsOf(jurisdiction).flatMap(({ treaty, bound, read }): readonly Gap[] => {
    if (bound === undefined) return [{ gap: 'treatyUnknown', treaty }]
    return read ? [] : [{ gap: 'treatyNotVerified', treaty }]
  })

/**
 * What the policy that applies in a jurisdiction leaves open on a day.
 * @param policy its own, or the default if it has none
 * @param knownOffences the offence codes of trafficking that the domain knows, of all countries
 */
export const gapsOf = (policy: JurisdictionPolicy, jurisdiction: string, day: string, knownOffences: readonly string[]): readonly Gap[] => [
  ...(policy.jurisdiction === jurisdiction ? [] : [{ gap: 'noPolicy' as const }]),
  ...(policy.reviewed ? [] : [{ gap: 'notReviewed' as const }]),
  ...[...WANTED_CLOCKS, ...otherClocks(policy)].flatMap((wanted) => clockGap(policy, wanted, day)),
  ...offenceGaps(offenceCodesOf(policy.traffickingOffences), jurisdiction, knownOffences),
  ...actGaps(policy, day),
  ...bodyGaps(policy),
  ...(policy.childAge === undefined || !isInForce(policy.childAge, day) ? [{ gap: 'noChildAge' as const }] : []),
  ...(policy.clocks.some(({ persons }) => persons === 'children') ? [] : [{ gap: 'noLimitsForChildren' as const }]),
  ...(policy.consularNotifications === undefined ? [{ gap: 'noConsularList' as const }] : []),
  ...treatyGaps(jurisdiction),
  ...mandateGaps(policy, day),
  ...(policy.reportingDuties === undefined ? [{ gap: 'noReportingDuties' as const }] : []),
  ...sourceGaps(policy),
]
