import type { JurisdictionPolicy } from '@case-timeline/contracts'

/**
 * The offence codes of trafficking in persons that apply when no policy lists them: generic codes, and the laws of the
 * countries of the demonstration. `reviewed` is false until a lawyer of each country has reviewed its codes.
 */
export const TRAFFICKING_OFFENCES = {
  reviewed: false,
  codes: [
    'traffickingInPersons',
    'qualifiedTraffickingInPersons',
    'attemptedTraffickingInPersons',
    'PH.RA9208.4',
    'PH.RA9208.6',
    'TH.BE2551.6',
    'ID.UU21-2007.2',
  ],
} as const

export const isTrafficking = (offenceCode: string, policy?: JurisdictionPolicy): boolean =>
  (policy?.traffickingOffences ?? (TRAFFICKING_OFFENCES.codes as readonly string[])).includes(offenceCode)

/**
 * The codes of offences that persons are forced to commit, which apply when no policy lists them. General knowledge: the
 * ASEAN Guideline on non-punishment may list others, and its text was not read.
 */
export const FORCED_CRIMINALITY_OFFENCES = {
  verified: 'no',
  codes: [
    'computerFraud',
    'onlineFraud',
    'scamOperation',
    'moneyMuleAccount',
    'drugTransport',
    'immigrationOffence',
    'begging',
    'prostitution',
  ],
} as const

/** The offence that an attempt is one of: `computerFraud` for `attemptedComputerFraud`. */
const completed = (offenceCode: string): string => offenceCode.replace(/^attempted([A-Z])/, (_, initial: string) => initial.toLowerCase())

/** Whether persons are often forced to commit an offence, or to attempt it. */
export const isForcedCriminality = (offenceCode: string, policy?: JurisdictionPolicy): boolean => {
  const codes: readonly string[] = policy?.forcedCriminalityOffences ?? FORCED_CRIMINALITY_OFFENCES.codes
  return codes.includes(offenceCode) || codes.includes(completed(offenceCode))
}
