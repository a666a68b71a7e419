import { type JurisdictionPolicy, SupportMandate } from '@case-timeline/contracts'
import { membershipsOf } from '@case-timeline/decider'
import { FORCED_CRIMINALITY_OFFENCES, offenceCodesOf } from '@case-timeline/prosecution'
import { authorityGaps, childLimitGaps, clockGaps } from './clock-gaps.ts'
import { isInForce, type Gap } from './gap.ts'
import { NATIONAL_OFFENCES } from './national-offences.ts'
import { sourceGaps, startGaps } from './policy-values.ts'

/** The country of an offence code such as `PH.RA9208.4`; undefined for a generic code. */
const countryOf = (offenceCode: string): string | undefined => /^([A-Z]{2})\./.exec(offenceCode)?.[1]

const isNational = (offenceCode: string): boolean => countryOf(offenceCode) !== undefined

/** The offences that a policy does not have: those that the domain knows, and those of the law of the country. */
const offenceGaps = (policy: JurisdictionPolicy, jurisdiction: string, known: readonly string[]): readonly Gap[] => {
  const listed = offenceCodesOf(policy.traffickingOffences)
  const has = [...listed, ...(policy.relatedOffences ?? []).map(({ code }) => code)]
  const concerns = (code: string): boolean => jurisdiction === 'default' || [undefined, jurisdiction].includes(countryOf(code))
  const hasNone = jurisdiction !== 'default' && !listed.some((code) => countryOf(code) === jurisdiction)
  const missing = [
    ...known.filter((code) => concerns(code) && !listed.includes(code)),
    ...(NATIONAL_OFFENCES[jurisdiction] ?? []).filter((code) => !has.includes(code)),
  ]
  return [
    ...(hasNone ? [{ gap: 'noOffenceOfCountry' as const }] : []),
    ...[...new Set(missing)].map((offenceCode) => ({ gap: 'offenceMissing' as const, offenceCode })),
  ]
}

const ELEMENTS = [
  ['acts', 'noActs'],
  ['means', 'noMeans'],
  ['purposes', 'noPurposes'],
] as const

/** The offences of the country that are law on a day, and of which the policy lacks an element for it. */
const elementGaps = ({ traffickingOffences, offences = [] }: JurisdictionPolicy, day: string): readonly Gap[] => {
  const codes = offenceCodesOf(traffickingOffences.filter((one) => typeof one === 'string' || isInForce(one, day))).filter(isNational)
  return ELEMENTS.flatMap(([element, gap]) =>
    codes
      .filter((code) => !offences.some((one) => one.code === code && one[element] !== undefined && isInForce(one, day)))
      .map((offenceCode) => ({ gap, offenceCode })),
  )
}

/** The offences that persons are forced to commit of which nobody knows whether a victim is punished for them. */
const nonPunishmentGaps = ({ forcedCriminalityOffences, nonPunishment = [] }: JurisdictionPolicy, day: string): readonly Gap[] => {
  const inForce = nonPunishment.filter((one) => isInForce(one, day))
  return [
    ...(forcedCriminalityOffences === undefined ? [{ gap: 'noForcedCriminalityOffences' as const }] : []),
    ...offenceCodesOf(forcedCriminalityOffences ?? FORCED_CRIMINALITY_OFFENCES.codes)
      .filter((code) => !inForce.some(({ offences }) => offences === undefined || offences.includes(code)))
      .map((offenceCode) => ({ gap: 'nonPunishmentUnknown' as const, offenceCode })),
  ]
}

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

/** Whether it is known on a day if the country is party to the Apostille Convention: who accedes later is not party before. */
const isApostilleKnown = ({ apostille }: JurisdictionPolicy, day: string): boolean =>
  apostille !== undefined && (apostille.isParty !== false || isInForce(apostille, day))

/** The members of a policy that are values of their own, and what their absence on a day is called. */
const memberGaps = (policy: JurisdictionPolicy, day: string): readonly Gap[] => {
  const { childAge, criminalAge, consularNotifications, reportingDuties, remandCredit } = policy
  return [
    ...(childAge === undefined || !isInForce(childAge, day) ? [{ gap: 'noChildAge' as const }] : []),
    ...(criminalAge === undefined || !isInForce(criminalAge, day) ? [{ gap: 'noCriminalAge' as const }] : []),
    ...(consularNotifications === undefined ? [{ gap: 'noConsularList' as const }] : []),
    ...(isApostilleKnown(policy, day) ? [] : [{ gap: 'apostilleUnknown' as const }]),
    ...(remandCredit === undefined ? [{ gap: 'noRemandCredit' as const }] : []),
    ...(reportingDuties === undefined ? [{ gap: 'noReportingDuties' as const }] : []),
  ]
}

/**
 * What the policy that applies in a jurisdiction leaves open on a day.
 * @param policy its own, or the default if it has none
 * @param knownOffences the offence codes of trafficking that the domain knows, of all countries
 */
export const gapsOf = (policy: JurisdictionPolicy, jurisdiction: string, day: string, knownOffences: readonly string[]): readonly Gap[] => [
  ...(policy.jurisdiction === jurisdiction ? [] : [{ gap: 'noPolicy' as const }]),
  ...(policy.reviewed ? [] : [{ gap: 'notReviewed' as const }]),
  ...clockGaps(policy, day),
  ...childLimitGaps(policy, day),
  ...offenceGaps(policy, jurisdiction, knownOffences),
  ...elementGaps(policy, day),
  ...nonPunishmentGaps(policy, day),
  ...authorityGaps(policy),
  ...memberGaps(policy, day),
  ...treatyGaps(jurisdiction),
  ...mandateGaps(policy, day),
  ...startGaps(policy, isNational),
  ...sourceGaps(policy),
]
