import {
  ArrestSuspect,
  CaseOpened,
  CaseReferredToProsecution,
  ChargeLaid,
  ConductScreening,
  EvidenceCollected,
  IdentifyPresumedVictim,
  IdentifySuspect,
  NonPunishmentAssessed,
  OpenCase,
  PresumedVictimIdentified,
  ReferCaseToProsecution,
  RightsInformed,
  RiskAssessed,
  ScreeningConducted,
  SuspectArrested,
  SuspectIdentified,
  VictimSuspectConflictFlagged,
  type DossierItem,
} from '@case-timeline/contracts'
import { manifestHash, standing, streamName, unchanged, type Aggregate, type Reading, type StoredEvent } from '@case-timeline/event-store'
import type {
  Investigation,
  InvestigationCommand,
  InvestigationFact,
  KnownAssessments,
  KnownCharges,
  KnownDossier,
} from './domain/investigation.ts'
import { investigation } from './domain/investigation.decide.ts'

// A charge laid in the same moment must not go unseen: then the conflict would be flagged by nobody.
const prosecutionUnchanged = (history: readonly StoredEvent[]) => {
  const caseId = history[0]?.caseId
  return caseId === undefined ? [] : [unchanged(history, streamName('prosecution', 'case', caseId))]
}

const chargesAgainst = (history: readonly StoredEvent[], personRef: string): Reading => {
  const charges = standing(history, ChargeLaid).filter(({ data }) => data.accusedRef === personRef)
  const offences = charges.map(({ data }) => data.offenceCode)
  const known: KnownCharges = { offencesOf: offences.length === 0 ? {} : { [personRef]: offences } }
  return { known, read: charges.map(({ stored }) => stored), guards: prosecutionUnchanged(history) }
}

const assessmentsOf = (history: readonly StoredEvent[], personRef: string): Reading => {
  const assessments = standing(history, NonPunishmentAssessed).filter(({ data }) => data.personRef === personRef)
  const known: KnownAssessments = { assessed: assessments.length === 0 ? [] : [personRef] }
  return { known, read: assessments.map(({ stored }) => stored) }
}

const idsByPerson = (facts: readonly { readonly id: string; readonly data: { readonly personRef: string } }[]) =>
  Object.fromEntries(facts.map(({ id, data }) => [data.personRef, id]))

const byId = (a: DossierItem, b: DossierItem): number => (a.id < b.id ? -1 : 1)

const dossierOf = (
  history: readonly StoredEvent[],
  { dossierId, suspects, evidence }: (typeof ReferCaseToProsecution)['example'],
): Reading => {
  const collected = standing(history, EvidenceCollected).filter(({ data }) => evidence.includes(data.evidenceId))
  const informed = standing(history, RightsInformed)
  const assessed = standing(history, RiskAssessed)
  const items = collected
    .map(({ data: { evidenceId, sha256 } }): DossierItem => ({ id: evidenceId, ...(sha256 === undefined ? {} : { sha256 }) }))
    .toSorted(byId)
  const known: KnownDossier = {
    evidence: items,
    manifestHash: manifestHash({ dossierId, suspects, evidence: items }),
    rightsInformed: idsByPerson(informed),
    riskAssessed: idsByPerson(assessed),
  }
  return { known, read: [...collected, ...informed, ...assessed].map(({ stored }) => stored) }
}

/** The stream `investigation.case-<caseId>`: one case from its opening to the prosecutor. */
export const investigationStream: Aggregate<Investigation, InvestigationCommand, InvestigationFact> = {
  service: 'investigation',
  name: 'case',
  events: [
    CaseOpened,
    ScreeningConducted,
    PresumedVictimIdentified,
    SuspectIdentified,
    VictimSuspectConflictFlagged,
    SuspectArrested,
    CaseReferredToProsecution,
  ],
  commands: [OpenCase, ConductScreening, IdentifyPresumedVictim, IdentifySuspect, ArrestSuspect, ReferCaseToProsecution],
  decider: investigation,
  streamId: (caseId) => caseId,
  known: (history, command) => {
    switch (command.name) {
      case 'IdentifyPresumedVictim':
        return chargesAgainst(history, command.data.personRef)
      case 'ArrestSuspect':
        return assessmentsOf(history, command.data.personRef)
      case 'ReferCaseToProsecution':
        return dossierOf(history, command.data)
      case 'OpenCase':
      case 'ConductScreening':
      case 'IdentifySuspect':
        return { known: {}, read: [] }
    }
  },
}
