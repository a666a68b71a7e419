import {
  ArrestSuspect,
  CaseOpened,
  CaseReferredToProsecution,
  caseCommands,
  CoerciveMeasureAuthorised,
  ConductScreening,
  FlagVictimSuspectConflict,
  ForeignIdentificationRecognised,
  IdentifyPresumedVictim,
  IdentifySuspect,
  InterviewConducted,
  InvestigationClosed,
  InvestigationReopened,
  InvestigationSuspended,
  OnlineTraceRecorded,
  OpenCase,
  PreservationAnswered,
  PreservationRequested,
  PresumedVictimIdentified,
  ReferCaseToProsecution,
  ScreeningConducted,
  SuspectArrested,
  SuspectIdentified,
  TraffickingEpisodeRecorded,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type FactOf,
} from '@case-timeline/contracts'
import { whoIsWhoStands, type Aggregate } from '@case-timeline/event-store'
import type { InvestigationCommand } from './domain/investigation.commands.ts'
import type { Investigation, InvestigationFact } from './domain/investigation.ts'
import { investigation } from './domain/investigation.decide.ts'
import { assessmentsOf, careOf, chargesAgainst, dossierOf, interpreterOf } from './reading.ts'

type Referral = FactOf<typeof CaseReferredToProsecution>['data']

/** Hashes and safeguards are taken from the record. */
const askedFor = ({ dossierId, suspects, evidence, safeguards }: Referral) => {
  const reasons = safeguards.flatMap(({ personRef, reasonCode }) => (reasonCode === undefined ? [] : [{ personRef, reasonCode }]))
  const data = { dossierId, suspects, evidence: evidence.map(({ id }) => id), safeguards: reasons }
  return { name: ReferCaseToProsecution.name, data }
}

/** The stream `investigation.case-<caseId>`: one case from its opening to the prosecutor. */
export const investigationStream: Aggregate<Investigation, InvestigationCommand, InvestigationFact> = {
  service: 'investigation',
  name: 'case',
  events: [
    CaseOpened,
    ScreeningConducted,
    PresumedVictimIdentified,
    VictimStatusDetermined,
    ForeignIdentificationRecognised,
    SuspectIdentified,
    VictimSuspectConflictFlagged,
    InterviewConducted,
    OnlineTraceRecorded,
    PreservationRequested,
    PreservationAnswered,
    CoerciveMeasureAuthorised,
    TraffickingEpisodeRecorded,
    SuspectArrested,
    CaseReferredToProsecution,
    InvestigationSuspended,
    InvestigationClosed,
    InvestigationReopened,
  ],
  commands: [
    OpenCase,
    ConductScreening,
    IdentifyPresumedVictim,
    IdentifySuspect,
    FlagVictimSuspectConflict,
    ArrestSuspect,
    ReferCaseToProsecution,
    ...caseCommands,
  ],
  decider: investigation,
  streamId: (caseId) => caseId,
  asked: ({ type, data }) => (type === CaseReferredToProsecution.type ? askedFor(data as Referral) : undefined),
  known: (history, command) => {
    switch (command.name) {
      case 'IdentifyPresumedVictim':
      case 'DetermineVictimStatus':
      case 'RecogniseForeignIdentification':
      case 'FlagVictimSuspectConflict':
        return chargesAgainst(history, command.data.personRef)
      case 'ArrestSuspect':
        return assessmentsOf(history, command.data.personRef)
      case 'ConductInterview':
        return careOf(history, command.data, command.occurredAt ?? command.now)
      case 'ReferCaseToProsecution':
        return dossierOf(history, command.data)
      case 'ConductScreening':
        return interpreterOf(history, command.data.interpreterRef)
      case 'IdentifySuspect':
        return { known: {}, read: [], guards: whoIsWhoStands(history) }
      case 'OpenCase':
      case 'RecordOnlineTrace':
      case 'RequestPreservation':
      case 'RecordPreservationAnswer':
      case 'RecordCoerciveMeasure':
      case 'RecordTraffickingEpisode':
      case 'SuspendInvestigation':
      case 'CloseInvestigation':
      case 'ReopenInvestigation':
        return { known: {}, read: [] }
    }
  },
}
