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
