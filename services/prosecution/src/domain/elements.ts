import type { JurisdictionPolicy, VictimElements } from '@case-timeline/contracts'
import { isTrafficking } from './offences.ts'
import type { KnownPersons } from './prosecution.commands.ts'
import { findingsOf, type Charge, type Prosecution } from './prosecution.ts'

/** What a charge is weighed by: what police found of the persons, and which offences the policy lists as trafficking. */
export interface Weighing {
  readonly known: KnownPersons
  readonly policy?: JurisdictionPolicy | undefined
}

/** Whether the victim was under 18 at any time of the acts, so that means are no element: also while her age is in doubt. */
const isProtectedAsAChild = (personRef: string, { victims }: KnownPersons): boolean => {
  const age = victims[personRef]
  return age !== undefined && (age.ageBand !== 'adult' || age.ageDisputed || age.childAtTheTime === true)
}

const isProvenAChild = (personRef: string, { victims }: KnownPersons): boolean => {
  const age = victims[personRef]
  return age !== undefined && !age.ageDisputed && (age.ageBand === 'child' || age.childAtTheTime === true)
}

const areComplete = ({ personRef, act, means, purpose }: VictimElements, known: KnownPersons): boolean =>
  act.length > 0 && purpose.length > 0 && (means.length > 0 || isProtectedAsAChild(personRef, known))

/** The victims for whom a trafficking charge lacks an element. */
export const incompleteVictims = ({ offenceCode, perVictim }: Charge, { known, policy }: Weighing): string[] =>
  isTrafficking(offenceCode, policy) ? perVictim.filter((one) => !areComplete(one, known)).map(({ personRef }) => personRef) : []

export const hasItsElements = (charge: Charge, by: Weighing): boolean =>
  !isTrafficking(charge.offenceCode, by.policy) || (charge.perVictim.length > 0 && incompleteVictims(charge, by).length === 0)

/** The victims without means whose childhood the charge will have to prove. */
export const victimsOfUnprovenAge = ({ offenceCode, perVictim }: Charge, { known, policy }: Weighing): string[] =>
  isTrafficking(offenceCode, policy)
    ? perVictim
        .filter(({ personRef, means }) => means.length === 0 && isProtectedAsAChild(personRef, known) && !isProvenAChild(personRef, known))
        .map(({ personRef }) => personRef)
    : []

/**
 * The findings on which a charge must rest: of the acts that it names, and of its offence where that was assessed under its own code.
 * An offence that names no assessed act could be for any of them: then all that was found of the accused counts.
 */
const findingsFor = (it: Prosecution, { accusedRef, offenceCode, acts = [] }: Charge): readonly (string | undefined)[] => {
  const found = findingsOf(it, accusedRef, 'criminal')
  const charged = [...acts, ...(found[offenceCode] === undefined ? [] : [offenceCode])]
  return charged.length > 0 ? charged.map((act) => found[act]) : Object.values(found)
}

const isUnrelated = (findings: readonly (string | undefined)[]): boolean =>
  findings.length > 0 && findings.every((finding) => finding === 'notDirectlyRelated')

/** Whether a charge falls on a victim whose acts were not found unrelated to her being trafficked. */
export const fallsOnAVictim = (it: Prosecution, charge: Charge, { victims, conflicts }: KnownPersons): boolean =>
  (victims[charge.accusedRef] !== undefined || conflicts.includes(charge.accusedRef)) && !isUnrelated(findingsFor(it, charge))

const conductOf = ({ accusedRef, offenceCode, perVictim }: Charge): string =>
  [accusedRef, offenceCode, ...new Set(perVictim.map(({ personRef }) => personRef).toSorted())].join(' ')

/** The charges, live or handed over to another country, of the same person for the same conduct: the same offence against the same victims. */
export const chargesOfTheSameConduct = ({ charges, transferred }: Prosecution, charge: Charge): string[] =>
  [...Object.values(charges), ...Object.values(transferred)]
    .filter((one) => one.perVictim.length > 0 && one.chargeId !== charge.chargeId && conductOf(one) === conductOf(charge))
    .map(({ chargeId }) => chargeId)
