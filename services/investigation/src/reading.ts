import {
  ChargeLaid,
  ChargeWithdrawn,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  GuardianAppointed,
  NonPunishmentAssessed,
  ReflectionPeriodEnded,
  ReflectionPeriodStarted,
  RightsInformed,
  RiskAssessed,
  type ConductInterview,
  type DossierItem,
  type ReferCaseToProsecution,
} from '@case-timeline/contracts'
import {
  manifestHash,
  personsIn,
  standing,
  streamName,
  unchanged,
  whoIsWhoStands,
  type Reading,
  type Standing,
  type StoredEvent,
} from '@case-timeline/event-store'
import { consentsOf } from './consents.ts'
import { isBefore } from './domain/days.ts'
import { evolve, notCollected, type Evidence } from './domain/evidence.ts'
import type { KnownAssessments, KnownCare, KnownCharges, KnownDossier, KnownInterpreter } from './domain/investigation.commands.ts'
import { hadHappenedBy } from './happened.ts'

// A charge laid in the same moment must not go unseen: then the conflict would be flagged by nobody.
const prosecutionUnchanged = (history: readonly StoredEvent[]) => {
  const caseId = history[0]?.caseId
  return caseId === undefined ? [] : [unchanged(history, streamName('prosecution', 'case', caseId))]
}

const liveCharges = (history: readonly StoredEvent[], refs: readonly string[]) => {
  const withdrawn = standing(history, ChargeWithdrawn)
  const charges = standing(history, ChargeLaid).filter(
    ({ data }) => refs.includes(data.accusedRef) && !withdrawn.some((one) => one.data.chargeId === data.chargeId),
  )
  return { charges, withdrawn }
}

export const chargesAgainst = (history: readonly StoredEvent[], personRef: string): Reading => {
  const { charges, withdrawn } = liveCharges(history, [personRef])
  const offences = charges.map(({ data }) => data.offenceCode)
  const known: KnownCharges = { offencesOf: offences.length === 0 ? {} : { [personRef]: offences } }
  return { known, read: [...charges, ...withdrawn].map(({ stored }) => stored), guards: prosecutionUnchanged(history) }
}

// A merge in the same moment must not go unseen: who is arrested or suspected may be a presumed victim.
export const assessmentsOf = (history: readonly StoredEvent[], personRef: string): Reading => {
  const assessments = standing(history, NonPunishmentAssessed).filter(
    ({ data }) => data.personRef === personRef && data.liability === 'criminal',
  )
  const known: KnownAssessments = { assessed: assessments.length === 0 ? [] : [personRef] }
  return { known, read: assessments.map(({ stored }) => stored), guards: whoIsWhoStands(history) }
}

/** Who an interpreter also is, and whether he is charged; that he is a suspect stands in the stream of the case itself. */
export const interpreterOf = (
  history: readonly StoredEvent[],
  interpreterRef: string | undefined,
): Reading & { known: KnownInterpreter } => {
  if (interpreterRef === undefined) return { known: {}, read: [] }
  const { refsOf, read } = personsIn([history])
  const interpreterRefs = [...refsOf(interpreterRef)]
  const { charges, withdrawn } = liveCharges(history, interpreterRefs)
  const known = { interpreterRefs, interpreterIsAccused: charges.length > 0 }
  return { known, read: [...read, ...[...charges, ...withdrawn].map(({ stored }) => stored)] }
}

const runsOn = (periods: readonly Standing<typeof ReflectionPeriodStarted | typeof ReflectionPeriodEnded>[], day: string): boolean => {
  const last = periods.at(-1)
  return last !== undefined && 'endsAt' in last.data && !isBefore(last.data.endsAt, day)
}

/** @param day on which she is interviewed, at the precision known */
export const careOf = (
  history: readonly StoredEvent[],
  { personRef, interpreterRef }: (typeof ConductInterview)['example'],
  day: string,
): Reading => {
  const informed = standing(history, RightsInformed).filter(({ data }) => data.personRef === personRef)
  const guardians = standing(history, GuardianAppointed).filter(({ data }) => data.personRef === personRef)
  const periods = standing(history, ReflectionPeriodStarted, ReflectionPeriodEnded).filter(({ data }) => data.personRef === personRef)
  const { consents, read } = consentsOf(history, personRef, day)
  const interpreter = interpreterOf(history, interpreterRef)
  const known: KnownCare & KnownInterpreter = {
    ...interpreter.known,
    informed: informed.some(hadHappenedBy(day)),
    consents: consents.some(({ purposes, expiresAt }) => purposes.includes('criminalProceedings') && !isBefore(expiresAt, day)),
    hasGuardian: guardians.some(hadHappenedBy(day)),
    reflects: runsOn(periods.filter(hadHappenedBy(day)), day),
  }
  return { known, read: [...[...informed, ...guardians, ...periods].map(({ stored }) => stored), ...read, ...interpreter.read] }
}

const idsByPerson = (facts: readonly { readonly id: string; readonly data: { readonly personRef: string } }[]) =>
  Object.fromEntries(facts.map(({ id, data }) => [data.personRef, id]))

const byId = (a: DossierItem, b: DossierItem): number => (a.id < b.id ? -1 : 1)

const isOfBrokenCustody = (facts: readonly Standing<typeof EvidenceCollected | typeof EvidenceCustodyTransferred>[], id: string): boolean =>
  facts.filter(({ data }) => data.evidenceId === id).reduce<Evidence>(evolve, notCollected).is === 'of broken custody'

export const dossierOf = (
  history: readonly StoredEvent[],
  { dossierId, suspects, evidence }: (typeof ReferCaseToProsecution)['example'],
): Reading => {
  const facts = standing(history, EvidenceCollected, EvidenceCustodyTransferred).filter(({ data }) => evidence.includes(data.evidenceId))
  const collected = standing(history, EvidenceCollected).filter(({ data }) => evidence.includes(data.evidenceId))
  const informed = standing(history, RightsInformed)
  const assessed = standing(history, RiskAssessed)
  const items = collected
    .map(({ data: { evidenceId, sha256 } }): DossierItem => ({ id: evidenceId, ...(sha256 === undefined ? {} : { sha256 }) }))
    .toSorted(byId)
  const known: KnownDossier = {
    evidence: items,
    custodyBroken: items.map(({ id }) => id).filter((id) => isOfBrokenCustody(facts, id)),
    manifestHash: manifestHash({ dossierId, suspects, evidence: items }),
    rightsInformed: idsByPerson(informed),
    riskAssessed: idsByPerson(assessed),
  }
  return { known, read: [...facts, ...informed, ...assessed].map(({ stored }) => stored) }
}
