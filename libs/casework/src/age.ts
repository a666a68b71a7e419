import type { DataOf } from '@case-timeline/contracts'
import type { CaseHistory } from './case-history.ts'
import { storedOf, type Reading } from './reading.ts'
import { victimStatuses, type VictimStatusFact } from './victim-status.ts'

type AgeFinding = Pick<DataOf<'investigation.PresumedVictimIdentified'>, 'ageBand' | 'ageDisputed'>

/** The age of a victim as police determined it, now and at the time of the acts. */
export type AgeOfVictim = AgeFinding & Pick<DataOf<'investigation.PresumedVictimIdentified'>, 'childAtTheTime'>

/** Whether a finding on age protects the person as a child: also if the age is unknown or disputed (ACTIP 14). */
export const protectsAsChild = ({ ageBand, ageDisputed }: AgeFinding): boolean => ageBand !== 'adult' || ageDisputed

/**
 * The persons protected as children by an identification in force: one that states a child or an unknown age is enough.
 */
export const identifiedAsChildren = (history: CaseHistory): Reading<readonly string[]> => {
  const identified = history.facts('investigation.PresumedVictimIdentified')
  return { known: identified.filter(({ data }) => protectsAsChild(data)).map(({ data }) => data.personRef), read: storedOf(identified) }
}

/**
 * Whether a person is protected as a child, according to the findings of police and victim support: yes in doubt, and
 * also if no finding on the age is recorded yet. An unknown age recorded by support adds nothing to an identification.
 */
export const childProtectionOf = (history: CaseHistory, personRef: string): Reading<boolean> => {
  const identified = history.facts('investigation.PresumedVictimIdentified').filter(({ data }) => data.personRef === personRef)
  const opened = history
    .facts('victimSupport.SupportCaseOpened')
    .filter(({ data }) => data.personRef === personRef && (data.ageBand === 'child' || data.ageBand === 'adult'))
  const findings = [...identified.map(({ data }) => protectsAsChild(data)), ...opened.map(({ data }) => data.ageBand === 'child')]
  return { known: findings.length === 0 || findings.includes(true), read: storedOf(identified, opened) }
}

const AGE_UNKNOWN: AgeOfVictim = { ageBand: 'unknown', ageDisputed: false }

/**
 * For each person who counts as a victim now, by person reference: the age that police determined last, or unknown if
 * no identification states one. A person found not to be a victim is left out; the same age counts again if police
 * recognise the person as a victim again.
 * @param facts in recording order
 */
export const agesOfVictims = (facts: readonly VictimStatusFact[]): Readonly<Record<string, AgeOfVictim>> => {
  const lastFindings = new Map<string, AgeOfVictim>()
  for (const { type, data } of facts) if (type === 'investigation.PresumedVictimIdentified') lastFindings.set(data.personRef, data)
  const victims = [...victimStatuses(facts)].filter(([, isVictim]) => isVictim)
  return Object.fromEntries(victims.map(([personRef]) => [personRef, lastFindings.get(personRef) ?? AGE_UNKNOWN]))
}
