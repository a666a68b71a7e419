import type { VictimElements } from '@case-timeline/contracts'
import { isTrafficking } from './offences.ts'
import { assessmentOf, type Charge, type KnownPersons, type Prosecution } from './prosecution.ts'

/** Whether the victim was under 18 at any time of the acts, so that means are no element: also while her age is in doubt. */
const isProtectedAsAChild = (personRef: string, { victims }: KnownPersons): boolean => {
  const age = victims[personRef]
  return age !== undefined && (age.ageBand !== 'adult' || age.ageDisputed || age.childAtTheTime === true)
}

const isProvenAChild = (personRef: string, { victims }: KnownPersons): boolean => {
  const age = victims[personRef]
  return age !== undefined && ((age.ageBand === 'child' && !age.ageDisputed) || age.childAtTheTime === true)
}

const areComplete = ({ personRef, act, means, purpose }: VictimElements, known: KnownPersons): boolean =>
  act.length > 0 && purpose.length > 0 && (means.length > 0 || isProtectedAsAChild(personRef, known))

/** The victims for whom a trafficking charge lacks an element. */
export const incompleteVictims = ({ offenceCode, perVictim }: Charge, known: KnownPersons): string[] =>
  isTrafficking(offenceCode) ? perVictim.filter((one) => !areComplete(one, known)).map(({ personRef }) => personRef) : []

export const hasItsElements = (charge: Charge, known: KnownPersons): boolean =>
  !isTrafficking(charge.offenceCode) || (charge.perVictim.length > 0 && incompleteVictims(charge, known).length === 0)

/** The victims without means whose childhood the charge will have to prove. */
export const victimsOfUnprovenAge = ({ offenceCode, perVictim }: Charge, known: KnownPersons): string[] =>
  isTrafficking(offenceCode)
    ? perVictim
        .filter(({ personRef, means }) => means.length === 0 && isProtectedAsAChild(personRef, known) && !isProvenAChild(personRef, known))
        .map(({ personRef }) => personRef)
    : []

/** Whether a charge falls on a victim whose acts were not found unrelated to her being trafficked. */
export const fallsOnAVictim = (it: Prosecution, accusedRef: string, { victims, conflicts }: KnownPersons): boolean =>
  (victims[accusedRef] !== undefined || conflicts.includes(accusedRef)) &&
  assessmentOf(it, accusedRef, 'criminal')?.decision !== 'notDirectlyRelated'
