import {
  ageWhenHeldReading,
  chargesAgainst,
  consentsInForce,
  identitiesUnchanged,
  kindReading,
  isBefore,
  manifestOf,
  powerReading,
  storedOf,
  streamsUnchanged,
  whoIsWhoIn,
  withAgeOnRecord,
  withPower,
  type CaseFact,
  type CaseHistory,
  type FactsBefore,
  type Reading,
  type DatedCommand,
} from '@case-timeline/casework'
import type { MoreToRead, NothingRead } from '@case-timeline/commands'
import type { ConductInterview, DossierItem, ReferCaseToProsecution } from '@case-timeline/contracts'
import { canonicalHash } from '@case-timeline/event-store'
import { factsBefore, factsSurelyBefore, libertyReadingOf } from '@case-timeline/shared-aggregates'
import { evolve, notCollected, type Evidence } from '../evidence/evidence.ts'
import type {
  ArrestSuspect,
  KnownArrest,
  KnownAssessments,
  KnownCare,
  KnownCharges,
  KnownDossier,
  KnownInterpreter,
  KnownReports,
} from './investigation.commands.ts'

interface AboutPerson {
  readonly data: { readonly personRef: string }
}

/** The offences with which the prosecution charges a person. */
export const charges = (history: CaseHistory, { data: { personRef } }: AboutPerson): Reading<KnownCharges> => {
  const inForce = chargesAgainst(history, [personRef])
  const offences = inForce.charges.map(({ data }) => data.offenceCode)
  return {
    known: { offencesOf: offences.length === 0 ? {} : { [personRef]: offences } },
    read: inForce.read,
    // The append fails if a charge is recorded concurrently: otherwise no service would flag the conflict.
    guards: streamsUnchanged(history, ['prosecution', 'case']),
  }
}

/** Whether the prosecution had assessed non-punishment for a person before the arrest. */
const assessments = (history: CaseHistory, command: AboutPerson & DatedCommand): Reading<KnownAssessments> => {
  const { personRef } = command.data
  const assessed = history
    .facts('prosecution.NonPunishmentAssessed')
    .filter(({ data }) => data.personRef === personRef && data.liability === 'criminal')
  return {
    known: { assessed: factsBefore(command)(assessed).length === 0 ? [] : [personRef] },
    read: storedOf(assessed),
    guards: identitiesUnchanged(history),
  }
}

/** The reports that victim support made to police in the case. */
export const reports = (history: CaseHistory): Reading<KnownReports> => {
  const made = history.facts('victimSupport.PoliceReportMade')
  return { known: { reports: made.map(({ data: { reportId } }) => reportId) }, read: storedOf(made) }
}

/** What an arrest needs to know of non-punishment, of the person's liberty and age, and of the power to arrest. */
export const arrest = (history: CaseHistory, command: Omit<ArrestSuspect, 'known'>, { elsewhere }: MoreToRead): Reading<KnownArrest> => {
  const assessed = assessments(history, command)
  const power = powerReading(command, elsewhere)
  const kind = kindReading(history, command.data.personRef)
  const age = ageWhenHeldReading('investigation', history, command)
  const held = { ...command, data: withAgeOnRecord(withPower(command.data, power.known), age.known) }
  const liberty = libertyReadingOf('investigation.SuspectArrested')(history, held)
  const read = new Map([...assessed.read, ...liberty.read, ...power.read, ...age.read, ...kind.read].map((event) => [event.id, event]))
  return {
    ...assessed,
    known: { ...assessed.known, ...liberty.known, ...power.known, ...age.known, ...kind.known },
    read: [...read.values()],
  }
}

/** Only guards: the append fails if references are merged concurrently, since the suspect may be a presumed victim. */
export const identities = (history: CaseHistory): Reading<NothingRead> => ({
  known: {},
  read: [],
  guards: identitiesUnchanged(history),
})

const interpreterOf = (history: CaseHistory, interpreterRef: string | undefined): Reading<KnownInterpreter> => {
  if (interpreterRef === undefined) return { known: {}, read: [] }
  const { refsOf, read } = whoIsWhoIn([history])
  const interpreterRefs = [...refsOf(interpreterRef)]
  const inForce = chargesAgainst(history, interpreterRefs)
  return { known: { interpreterRefs, interpreterIsAccused: inForce.charges.length > 0 }, read: [...read, ...inForce.read] }
}

/** All references of an interpreter, and whether one is charged. The state of the case has those that are suspected. */
export const interpreter = (history: CaseHistory, { data }: { readonly data: { readonly interpreterRef?: string | undefined } }) =>
  interpreterOf(history, data.interpreterRef)

type ReflectionFact = CaseFact<'victimSupport.ReflectionPeriodStarted' | 'victimSupport.ReflectionPeriodEnded'>

const isInReflection = (periods: readonly ReflectionFact[], day: string): boolean => {
  const last = periods.at(-1)
  return last?.type === 'victimSupport.ReflectionPeriodStarted' && !isBefore(last.data.endsAt, day)
}

interface Interview extends DatedCommand {
  readonly data: (typeof ConductInterview)['example']
}

/** The victim support that the person had received before the interview, and the interpreter. */
export const care = (history: CaseHistory, command: Interview): Reading<KnownCare & KnownInterpreter> => {
  const { personRef, interpreterRef } = command.data
  const day = command.occurredAt ?? command.now
  const isOfPerson = (fact: AboutPerson): boolean => fact.data.personRef === personRef
  const informed = history.facts('victimSupport.RightsInformed').filter(isOfPerson)
  const guardians = history.facts('victimSupport.GuardianAppointed').filter(isOfPerson)
  const periods = history.facts('victimSupport.ReflectionPeriodStarted', 'victimSupport.ReflectionPeriodEnded').filter(isOfPerson)
  const consentsBy = (before: FactsBefore) => consentsInForce(history, personRef, before)
  const interpreting = interpreterOf(history, interpreterRef)
  const careBy = (before: FactsBefore): KnownCare => ({
    informed: before(informed).length > 0,
    consents: consentsBy(before).known.some(
      ({ purposes, expiresAt }) => purposes.includes('criminalProceedings') && !isBefore(expiresAt, day),
    ),
    hasGuardian: before(guardians).length > 0,
    isInReflectionPeriod: isInReflection(before(periods), day),
  })
  const before = careBy(factsBefore(command))
  const surely = careBy(factsSurelyBefore(command))
  return {
    known: {
      ...interpreting.known,
      ...before,
      uncertain: (['informed', 'consents', 'isInReflectionPeriod'] as const).filter((one) => before[one] !== surely[one]),
    },
    read: [...storedOf(informed, guardians, periods), ...consentsBy(factsBefore(command)).read, ...interpreting.read],
  }
}

/** The last of the facts about each person. */
const lastOfEachPerson = <F extends AboutPerson>(facts: readonly F[]): readonly F[] => [
  ...new Map(facts.map((fact) => [fact.data.personRef, fact])).values(),
]

const idsByPerson = (facts: readonly (AboutPerson & { readonly id: string })[]) =>
  Object.fromEntries(facts.map(({ id, data }) => [data.personRef, id]))

const byId = (a: DossierItem, b: DossierItem): number => (a.id < b.id ? -1 : 1)

type EvidenceFact = CaseFact<'investigation.EvidenceCollected' | 'investigation.EvidenceCustodyTransferred'>

const isOfBrokenCustody = (facts: readonly EvidenceFact[], id: string): boolean =>
  facts.filter(({ data }) => data.evidenceId === id).reduce<Evidence>(evolve, notCollected).stage === 'custodyBroken'

/** The items of a dossier, and the support that each presumed victim had received before the referral. */
export const dossier = (
  history: CaseHistory,
  command: DatedCommand & { readonly data: (typeof ReferCaseToProsecution)['example'] },
): Reading<KnownDossier> => {
  const { dossierId, suspects, evidence } = command.data
  const before = factsBefore(command)
  const facts = history
    .facts('investigation.EvidenceCollected', 'investigation.EvidenceCustodyTransferred')
    .filter(({ data }) => evidence.includes(data.evidenceId))
  const informed = lastOfEachPerson(before(history.facts('victimSupport.RightsInformed')))
  const assessed = lastOfEachPerson(before(history.facts('victimSupport.RiskAssessed')))
  const items = facts
    .flatMap((fact) => (fact.type === 'investigation.EvidenceCollected' ? [fact.data] : []))
    .map(({ evidenceId, sha256 }): DossierItem => ({ id: evidenceId, ...(sha256 === undefined ? {} : { sha256 }) }))
    .toSorted(byId)
  return {
    known: {
      evidence: items,
      custodyBroken: items.map(({ id }) => id).filter((id) => isOfBrokenCustody(facts, id)),
      manifestHash: canonicalHash(manifestOf({ dossierId, suspects, evidence: items })),
      rightsInformed: idsByPerson(informed),
      riskAssessed: idsByPerson(assessed),
    },
    read: storedOf(facts, informed, assessed),
  }
}
