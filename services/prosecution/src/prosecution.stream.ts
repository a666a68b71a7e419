import {
  AssessNonPunishment,
  CaseReferredToProsecution,
  ChargeLaid,
  DossierReceived,
  DossierRejected,
  FileIndictment,
  IndictmentFiled,
  LayCharge,
  NonPunishmentAssessed,
  PresumedVictimIdentified,
  ReceiveDossier,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import { standing, streamName, unchanged, type Aggregate, type Guard, type Reading, type StoredEvent } from '@case-timeline/event-store'
import { prosecution } from './domain/prosecution.decide.ts'
import type { KnownPersons, KnownReferrals, Prosecution, ProsecutionCommand, ProsecutionFact } from './domain/prosecution.ts'

const referralsIn = (history: readonly StoredEvent[]): Reading => {
  const referrals = standing(history, CaseReferredToProsecution)
  const known: KnownReferrals = {
    manifestHashOf: Object.fromEntries(referrals.map(({ data }) => [data.dossierId, data.manifestHash])),
  }
  return { known, read: referrals.map(({ stored }) => stored) }
}

// A charge laid on a stale picture of who is a victim does harm: the investigation's stream must be where it was read.
const guardsOf = (history: readonly StoredEvent[]): Guard[] => {
  const caseId = history[0]?.caseId
  return caseId === undefined ? [] : [unchanged(history, streamName('investigation', 'case', caseId))]
}

const personsIn = (history: readonly StoredEvent[]): Reading => {
  const victims = standing(history, PresumedVictimIdentified)
  const conflicts = standing(history, VictimSuspectConflictFlagged)
  const known: KnownPersons = {
    victims: Object.fromEntries(victims.map(({ data }) => [data.personRef, data])),
    conflicts: conflicts.map(({ data }) => data.personRef),
  }
  return { known, read: [...victims, ...conflicts].map(({ stored }) => stored), guards: guardsOf(history) }
}

/** The stream `prosecution.case-<caseId>`: the prosecutor's file of one case. */
export const prosecutionStream: Aggregate<Prosecution, ProsecutionCommand, ProsecutionFact> = {
  service: 'prosecution',
  name: 'case',
  events: [DossierReceived, DossierRejected, NonPunishmentAssessed, ChargeLaid, IndictmentFiled],
  commands: [ReceiveDossier, AssessNonPunishment, LayCharge, FileIndictment],
  decider: prosecution,
  streamId: (caseId) => caseId,
  known: (history, command) => {
    switch (command.name) {
      case 'ReceiveDossier':
        return referralsIn(history)
      case 'LayCharge':
      case 'FileIndictment':
        return personsIn(history)
      case 'AssessNonPunishment':
        return { known: {}, read: [] }
    }
  },
}
