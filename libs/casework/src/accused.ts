import type { CustodyFact, DatedCustodyFact } from './custody-facts.ts'

/** By charge: the persons who are charged, the last one last; of a charge that no fact laid, those whom decisions name. */
export type Accused = ReadonlyMap<string, readonly string[]>

/** The person against whom a fact says that a charge is, and the charge. */
const accusationIn = (custody: CustodyFact): readonly [chargeId: string, personRef: string] | undefined => {
  if (custody.is === 'charged') return [custody.chargeId, custody.personRef]
  return 'accusedRef' in custody && custody.accusedRef !== undefined ? [custody.chargeId, custody.accusedRef] : undefined
}

export const accusedByCharge = (facts: readonly Pick<DatedCustodyFact, 'custody'>[]): Accused => {
  const [laid, named] = [new Map<string, string[]>(), new Map<string, string[]>()]
  for (const { custody } of facts) {
    const accusation = accusationIn(custody)
    if (!accusation) continue
    const [chargeId, personRef] = accusation
    const accused = custody.is === 'charged' ? laid : named
    const persons = accused.get(chargeId)
    if (persons) persons.push(personRef)
    else accused.set(chargeId, [personRef])
  }
  return new Map([...named, ...laid])
}

/**
 * The person whom a fact concerns: of a decision on a charge the one whom it names, unless the charge was laid against
 * others only, for example under another reference. Undefined: no fact says against whom the charge is.
 */
export const personOf = ({ custody }: Pick<DatedCustodyFact, 'custody'>, accused: Accused): string | undefined => {
  if ('personRef' in custody) return custody.personRef
  const { accusedRef } = custody
  const charged = accused.get(custody.chargeId)
  return charged === undefined || (accusedRef !== undefined && charged.includes(accusedRef)) ? accusedRef : charged.at(-1)
}

/** The persons whom some facts concern, or concerned before those facts were known. */
export const personsAffectedBy = (
  added: readonly Pick<DatedCustodyFact, 'custody'>[],
  all: readonly Pick<DatedCustodyFact, 'custody'>[],
): ReadonlySet<string> => {
  const accused = accusedByCharge(all)
  const laid = new Set(all.flatMap(({ custody }) => (custody.is === 'charged' ? [custody.chargeId] : [])))
  // Who is accused by a charge decides whom the other decisions on it concern: a decision says it only of a charge not laid.
  const changed = new Set(
    added.flatMap(({ custody }) => {
      const chargeId = accusationIn(custody)?.[0]
      return chargeId !== undefined && (custody.is === 'charged' || !laid.has(chargeId)) ? [chargeId] : []
    }),
  )
  const moved = changed.size === 0 ? [] : all.filter(({ custody }) => 'chargeId' in custody && changed.has(custody.chargeId))
  const persons = [...added.map((fact) => personOf(fact, accused)), ...moved.flatMap(({ custody }) => namedIn(custody))]
  return new Set(persons.filter((personRef) => personRef !== undefined))
}

const namedIn = (custody: CustodyFact): readonly (string | undefined)[] =>
  'personRef' in custody ? [custody.personRef] : [custody.accusedRef]
