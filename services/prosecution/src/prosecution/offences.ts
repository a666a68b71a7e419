import { daysOfDeed, isBefore, isLawOn, type DatedCommand, type Days, type Validity } from '@case-timeline/casework'
import type { JurisdictionPolicy, ListedOffence } from '@case-timeline/contracts'
import type { Charge } from './prosecution.ts'

/** A charge as far as it says of what it is and when that was. */
type Charged = Pick<Charge, 'offenceCode' | 'committed'>

/** The law by which a charge is judged, and when it is laid or indicted. */
export interface LawOfCharge extends Pick<DatedCommand, 'occurredAt' | 'now'> {
  readonly policy?: JurisdictionPolicy | undefined
}

/** An entry of a list of offences. */
interface OffenceEntry extends Validity {
  readonly code: string
}

const entryOf = (listed: ListedOffence): OffenceEntry => (typeof listed === 'string' ? { code: listed } : listed)

/** The codes of a list of offences, in force or not. */
export const offenceCodesOf = (listed: readonly ListedOffence[]): readonly string[] => [...new Set(listed.map((one) => entryOf(one).code))]

/** The time that a charge states; one that ends before it begins says nothing. */
export const statedTime = ({ committed }: Pick<Charge, 'committed'>): { readonly from: string; readonly until: string } | undefined => {
  if (committed === undefined) return undefined
  const { from, until = from } = committed
  return isBefore(until, from) ? undefined : { from, until }
}

/** The days on which the act may have been committed, as charged; where the charge does not say, those of the charge itself. */
const daysOfAct = (charge: Charged, { occurredAt, now }: LawOfCharge): Days => {
  const time = statedTime(charge)
  if (time === undefined) return daysOfDeed({ occurredAt, now })
  return { first: daysOfDeed({ occurredAt: time.from, now }).first, last: daysOfDeed({ occurredAt: time.until, now }).last }
}

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

const isInForce = (listed: readonly ListedOffence[], offenceCode: string, days: Days): boolean =>
  listed.map(entryOf).some((entry) => entry.code === offenceCode && isLawOn(entry, days))

/** Whether a charge is for trafficking, by the law of the time at which the act was committed. */
export const isTrafficking = (charge: Charged, law: LawOfCharge): boolean =>
  isInForce(law.policy?.traffickingOffences ?? TRAFFICKING_OFFENCES.codes, charge.offenceCode, daysOfAct(charge, law))

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

/** Whether an offence code says of itself that it is an attempt. */
export const isAttempt = (offenceCode: string): boolean => /^attempted[A-Z]/.test(offenceCode)

/** The offence that an attempt is one of: `computerFraud` for `attemptedComputerFraud`. */
const completed = (offenceCode: string): string => offenceCode.replace(/^attempted([A-Z])/, (_, initial: string) => initial.toLowerCase())

/** Whether persons are often forced to commit, or to attempt, what is charged. */
export const isForcedCriminality = (charge: Charged, law: LawOfCharge): boolean => {
  const listed = law.policy?.forcedCriminalityOffences ?? FORCED_CRIMINALITY_OFFENCES.codes
  const days = daysOfAct(charge, law)
  return [charge.offenceCode, completed(charge.offenceCode)].some((code) => isInForce(listed, code, days))
}

/** What a policy has of an offence: each entry for its code, and those of the time at which the act was committed. */
const entriesFor = <E extends OffenceEntry>(charge: Charged, law: LawOfCharge, listed: readonly E[]) => {
  const own = listed.filter(({ code }) => code === charge.offenceCode)
  const days = daysOfAct(charge, law)
  return { own, inForce: own.filter((entry) => isLawOn(entry, days)) }
}

/** The acts of the charged offence; undefined: the policy has the offence, and not for that time. */
export const actsOfOffence = (charge: Charged, law: LawOfCharge): readonly string[] | undefined => {
  const { own, inForce } = entriesFor(charge, law, law.policy?.offences ?? [])
  return own.length > 0 && inForce.length === 0 ? undefined : inForce.flatMap(({ acts = [] }) => acts)
}

/** Whether the law of the country asks for no means in the charged offence, as the policy has it for the time of the act. */
export const needsNoMeans = (charge: Charged, law: LawOfCharge): boolean => {
  const { inForce } = entriesFor(charge, law, law.policy?.offences ?? [])
  return inForce.length > 0 && inForce.every(({ means }) => means?.length === 0)
}

/** Whether a policy has the charged offence for other times than that at which the act was committed. */
export const isOutsideKnownLaw = (charge: Charged, law: LawOfCharge): boolean => {
  const { traffickingOffences = [], forcedCriminalityOffences = [], offences = [], relatedOffences = [] } = law.policy ?? {}
  return [traffickingOffences.map(entryOf), forcedCriminalityOffences.map(entryOf), offences, relatedOffences].some((listed) => {
    const { own, inForce } = entriesFor(charge, law, listed)
    return own.length > 0 && inForce.length === 0
  })
}
