import { isBefore, protectsAsChild } from '@case-timeline/casework'
import type { VictimElements } from '@case-timeline/contracts'
import { actsOfOffence, isAttempt, isTrafficking, needsNoMeans, statedTime, type LawOfCharge } from './offences.ts'
import type { KnownPersons } from './prosecution.commands.ts'
import { findingsOf, type Charge, type Prosecution } from './prosecution.ts'

/** What a charge is checked against: the victims whom police recorded, and the trafficking offences of the policy. */
export interface ElementsContext extends LawOfCharge {
  readonly known: KnownPersons
}

/** Whether means are not required: the victim was under 18 at any time of the acts, or the age is in doubt. */
const isProtectedAsChild = (personRef: string, { victims }: KnownPersons): boolean => {
  const age = victims[personRef]
  return age !== undefined && (protectsAsChild(age) || age.childAtTheTime === true)
}

const isProvenChild = (personRef: string, { victims }: KnownPersons): boolean => {
  const age = victims[personRef]
  return age !== undefined && !age.ageDisputed && (age.ageBand === 'child' || age.childAtTheTime === true)
}

const hasActAndPurpose = ({ act, nationalAct = [], purpose }: VictimElements): boolean =>
  act.length + nationalAct.length > 0 && purpose.length > 0

/** The victims for whom a trafficking charge lacks an element. */
export const incompleteVictims = (charge: Charge, context: ElementsContext): string[] => {
  if (!isTrafficking(charge, context)) return []
  const isWithoutMeans = needsNoMeans(charge, context)
  const hasMeans = ({ personRef, means }: VictimElements): boolean =>
    isWithoutMeans || means.length > 0 || isProtectedAsChild(personRef, context.known)
  return charge.perVictim.filter((victim) => !hasActAndPurpose(victim) || !hasMeans(victim)).map(({ personRef }) => personRef)
}

/** Whether a charge may name no victim: it is for an attempt, or states that the victims are not found yet. */
const mayNameNoVictim = ({ offenceCode, withoutVictim }: Charge): boolean => withoutVictim !== undefined || isAttempt(offenceCode)

export const hasItsElements = (charge: Charge, context: ElementsContext): boolean =>
  !isTrafficking(charge, context) ||
  ((charge.perVictim.length > 0 || mayNameNoVictim(charge)) && incompleteVictims(charge, context).length === 0)

/**
 * The acts that a charge names only by the law of the country, and that the policy does not list for its offence; none
 * where the policy does not have the offence for the time of the acts.
 */
export const unlistedActs = (charge: Charge, law: LawOfCharge): string[] => {
  const listed = actsOfOffence(charge, law)
  if (listed === undefined) return []
  return [...new Set(charge.perVictim.flatMap(({ nationalAct = [] }) => nationalAct))].filter((act) => !listed.includes(act))
}

/**
 * The victims charged without means for whom it is not proven that they were under 18, also of an offence in which the law asks
 * for no means: of those against children the age is an element.
 */
export const victimsOfUnprovenAge = (charge: Charge, { known, ...law }: ElementsContext): string[] =>
  isTrafficking(charge, law)
    ? charge.perVictim
        .filter(({ personRef, means }) => means.length === 0 && isProtectedAsChild(personRef, known) && !isProvenChild(personRef, known))
        .map(({ personRef }) => personRef)
    : []

/**
 * The findings on which a charge depends: those on the acts that the charge names, and on its offence code if that was
 * assessed as an act. If there are none, the charge may be for any assessed act, so all findings on the accused count.
 */
const findingsFor = (prosecution: Prosecution, { accusedRef, offenceCode, acts = [] }: Charge): readonly (string | undefined)[] => {
  const found = findingsOf(prosecution, accusedRef, 'criminal')
  const charged = [...acts, ...(found[offenceCode] === undefined ? [] : [offenceCode])]
  return charged.length > 0 ? charged.map((act) => found[act]) : Object.values(found)
}

const isUnrelated = (findings: readonly (string | undefined)[]): boolean =>
  findings.length > 0 && findings.every((finding) => finding === 'notDirectlyRelated')

/** Whether the accused is a victim whose acts were not found unrelated to the trafficking of that victim. */
export const accusesVictim = (prosecution: Prosecution, charge: Charge, { victims, conflicts }: KnownPersons): boolean =>
  (victims[charge.accusedRef] !== undefined || conflicts.includes(charge.accusedRef)) && !isUnrelated(findingsFor(prosecution, charge))

const conductOf = ({ accusedRef, offenceCode, perVictim }: Charge): string =>
  [accusedRef, offenceCode, ...new Set(perVictim.map(({ personRef }) => personRef).toSorted())].join(' ')

/** Whether two charges state times that do not overlap, as far as these are known. */
const areAtDifferentTimes = (one: Charge, other: Charge): boolean => {
  const [first, second] = [statedTime(one), statedTime(other)]
  return first !== undefined && second !== undefined && (isBefore(first.until, second.from) || isBefore(second.until, first.from))
}

/**
 * Those of some charges that are against the same person for the same conduct: the same offence against the same victims, at
 * times that overlap or are not stated. Charges that name no victim are not compared, since their conduct may differ.
 */
const forSameConduct = (charges: readonly Charge[], charge: Charge): string[] =>
  charges
    .filter((other) => other.perVictim.length > 0 && other.chargeId !== charge.chargeId && conductOf(other) === conductOf(charge))
    .filter((other) => !areAtDifferentTimes(other, charge))
    .map(({ chargeId }) => chargeId)

/** The live or transferred charges for the same conduct. */
export const chargesForSameConduct = ({ charges, transferred }: Prosecution, charge: Charge): string[] =>
  forSameConduct([...Object.values(charges), ...Object.values(transferred)], charge)

/** The withdrawn charges for the same conduct. */
export const withdrawnForSameConduct = ({ withdrawn }: Prosecution, charge: Charge): string[] =>
  forSameConduct(Object.values(withdrawn), charge)
