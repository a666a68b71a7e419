import type { AgeRange, JurisdictionPolicy, ListedOffence, StatutoryClock, Verified } from '@case-timeline/contracts'
import type { Gap } from './gap.ts'

/** A value of a policy, as a list names it, with its source. */
interface SourcedValue {
  readonly value: string
  readonly source: string
  readonly verified?: Verified | undefined
  readonly validFrom?: string | undefined
  /** A value that is no law, or of which the schema has no time. */
  readonly isUndated?: true | undefined
}

const limitOf = ({ maxDays, maxHours }: StatutoryClock): string =>
  maxDays !== undefined ? `${maxDays} days` : maxHours !== undefined ? `${maxHours} hours` : 'no limit'

const agesOf = ({ from, under }: AgeRange): string => [from && `from ${from}`, under && `under ${under}`].filter(Boolean).join(' and ')

const clockName = (clock: StatutoryClock): string =>
  [
    clock.activity,
    clock.persons && `of ${clock.persons}`,
    clock.ages && agesOf(clock.ages),
    clock.authority,
    clock.prolongs && `prolonging ${clock.prolongs}`,
    clock.legalBasis,
    limitOf(clock),
  ]
    .filter(Boolean)
    .join(' ')

const isPractice = (source: string): boolean => source.startsWith('practice')

const since = ({ validFrom }: { readonly validFrom?: string | undefined }): string => (validFrom === undefined ? '' : `, from ${validFrom}`)

/** Every value of a policy that has a source. */
export const valuesOf = ({
  clocks,
  consularNotifications = [],
  apostille,
  remandCredit = [],
  identificationMandates = [],
  reportingDuties = [],
  offences = [],
  relatedOffences = [],
  nonPunishment = [],
  authorities = [],
  childAge,
  criminalAge,
}: JurisdictionPolicy): readonly SourcedValue[] => [
  ...clocks.map((one) => ({ ...one, value: clockName(one), isUndated: isPractice(one.source) || undefined })),
  ...consularNotifications.map((one) => ({ ...one, value: `consular notification to ${one.sendingState}` })),
  ...remandCredit.map((one) => ({ ...one, value: `credit for custody before a sentence${since(one)}` })),
  ...identificationMandates.map((one) => ({ ...one, value: `identification by ${one.mandate}` })),
  ...reportingDuties.map((one) => ({ ...one, value: `duty to report, about ${one.about}` })),
  ...offences.map((one) => ({ ...one, value: `offence ${one.code}${since(one)}`, source: one.citation })),
  ...relatedOffences.map((one) => ({ ...one, value: `related offence ${one.code}${since(one)}`, source: one.citation })),
  ...nonPunishment.map((one) => ({ ...one, value: `non-punishment for ${one.offences?.join(', ') ?? 'any offence'}${since(one)}` })),
  ...authorities.map(({ authority, name, citation, verified }) => ({
    ...{ value: `${authority}: ${name}`, source: citation, verified },
    isUndated: true as const,
  })),
  ...(apostille
    ? [
        {
          ...apostille,
          value: `${apostille.isParty === false ? 'not ' : ''}party to the Apostille Convention`,
          // Who is not party was so from the beginning.
          isUndated: apostille.isParty === false || undefined,
        } as const,
      ]
    : []),
  ...(childAge ? [{ ...childAge, value: `child under ${childAge.under}`, source: childAge.citation }] : []),
  ...(criminalAge ? [{ ...criminalAge, value: `criminal responsibility from ${criminalAge.from}`, source: criminalAge.citation }] : []),
]

/** The day that the policies of earlier releases have in place of one that nobody knew. */
const PLACEHOLDER = '2000-01-01'

const startGap = (value: string, validFrom: string | undefined): readonly Gap[] => {
  if (validFrom === undefined) return [{ gap: 'startNotKnown', value }]
  return validFrom === PLACEHOLDER ? [{ gap: 'startNotKnown', value, validFrom }] : []
}

const listedOffenceGaps = (listed: readonly ListedOffence[], isNational: (code: string) => boolean): readonly Gap[] =>
  listed
    .map((one) => (typeof one === 'string' ? { code: one } : one))
    .filter(({ code }) => isNational(code))
    .flatMap(({ code, validFrom }: Exclude<ListedOffence, string>) => startGap(`listed offence ${code}`, validFrom))

/** The values of which nobody knows since when they are law. */
export const startGaps = (policy: JurisdictionPolicy, isNational: (code: string) => boolean): readonly Gap[] => [
  ...valuesOf(policy).flatMap(({ value, validFrom, isUndated }) => (isUndated ? [] : startGap(value, validFrom))),
  ...listedOffenceGaps([...policy.traffickingOffences, ...(policy.forcedCriminalityOffences ?? [])], isNational),
]

/** The values that name no provision, that do not say how their source was read, or whose law nobody has read. */
export const sourceGaps = (policy: JurisdictionPolicy): readonly Gap[] =>
  valuesOf(policy).flatMap(({ value, source, verified }): readonly Gap[] => [
    ...(source.startsWith('general knowledge') ? [{ gap: 'noCitation' as const, value }] : []),
    ...(verified === undefined ? [{ gap: 'readingNotStated' as const, value }] : []),
    ...(verified === 'primary' ? [] : [{ gap: 'sourceNotVerified' as const, value, read: verified ?? 'no', source }]),
  ])
