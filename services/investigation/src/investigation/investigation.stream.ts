import { registerStreams, safeguardsOf } from '@case-timeline/casework'
import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import type { FactOf } from '@case-timeline/contracts'
import { answerVictimReport, recordComplaintWithdrawal } from './complainant.decide.ts'
import {
  conductInterview,
  recordCoerciveMeasure,
  recordOnlineTrace,
  recordPreservationAnswer,
  recordTraffickingEpisode,
  requestPreservation,
} from './inquiry.decide.ts'
import {
  closeInvestigation,
  openCase,
  referCaseToProsecution,
  reopenInvestigation,
  suspendInvestigation,
  whenActive,
  whenInactive,
  whenNotClosed,
  whenOpened,
  whenUnopened,
} from './investigation.decide.ts'
import { arrest, care, charges, dossier, identities, interpreter, reports } from './investigation.reads.ts'
import { evolve, unopened } from './investigation.ts'
import { recordPlatformAnswer, requestTakedown } from './takedown.decide.ts'
import {
  arrestSuspect,
  conductScreening,
  determineVictimStatus,
  flagVictimSuspectConflict,
  identifyPresumedVictim,
  identifySuspect,
  recogniseForeignIdentification,
} from './persons.decide.ts'

type Referral = FactOf<typeof contract.CaseReferredToProsecution>['data']

/**
 * The command that recorded a referral: without the hashes and event ids, which the service added. It gives the reason for
 * each person, even for more than a request can carry: a reason for all others would cover who loses a safeguard later.
 */
const referCommandOf = ({ dossierId, toOffice, suspects, evidence, ...lists }: Referral) => {
  const reasons = safeguardsOf(lists).flatMap(({ personRef, reasonCode }) => (reasonCode === undefined ? [] : [{ personRef, reasonCode }]))
  const office = toOffice === undefined ? {} : { toOffice }
  const data = { dossierId, ...office, suspects, evidence: evidence.map(({ id }) => id), safeguards: reasons }
  return { name: contract.ReferCaseToProsecution.name, data }
}

/** The stream `investigation.case-<caseId>`: one case from its opening to its referral to the prosecutor. */
export const investigationStream = aggregate({
  service: 'investigation',
  name: 'case',
  events: [
    contract.CaseOpened,
    contract.ScreeningConducted,
    contract.PresumedVictimIdentified,
    contract.VictimStatusDetermined,
    contract.ForeignIdentificationRecognised,
    contract.SuspectIdentified,
    contract.VictimSuspectConflictFlagged,
    contract.InterviewConducted,
    contract.OnlineTraceRecorded,
    contract.PreservationRequested,
    contract.PreservationAnswered,
    contract.TakedownRequested,
    contract.PlatformAnswered,
    contract.VictimReportAnswered,
    contract.ComplaintWithdrawn,
    contract.CoerciveMeasureAuthorised,
    contract.TraffickingEpisodeRecorded,
    contract.SuspectArrested,
    contract.CaseReferredToProsecution,
    contract.InvestigationSuspended,
    contract.InvestigationClosed,
    contract.InvestigationReopened,
  ],
  initial: unopened,
  evolve,
  streamId: (caseId) => caseId,
  commands: [
    takes(contract.OpenCase, { decide: whenUnopened(openCase) }),
    takes(contract.ConductScreening, { reads: interpreter, decide: whenOpened(conductScreening) }),
    takes(contract.IdentifyPresumedVictim, { reads: charges, decide: whenOpened(identifyPresumedVictim) }),
    takes(contract.DetermineVictimStatus, { reads: charges, decide: whenOpened(determineVictimStatus) }),
    takes(contract.RecogniseForeignIdentification, { reads: charges, decide: whenOpened(recogniseForeignIdentification) }),
    takes(contract.IdentifySuspect, { reads: identities, decide: whenOpened(identifySuspect) }),
    takes(contract.FlagVictimSuspectConflict, { reads: charges, decide: whenOpened(flagVictimSuspectConflict) }),
    takes(contract.ConductInterview, { reads: care, decide: whenOpened(conductInterview) }),
    takes(contract.RecordOnlineTrace, { decide: whenOpened(recordOnlineTrace) }),
    takes(contract.RequestPreservation, { decide: whenActive(requestPreservation) }),
    takes(contract.RecordPreservationAnswer, { decide: whenOpened(recordPreservationAnswer) }),
    takes(contract.RequestTakedown, { decide: whenActive(requestTakedown) }),
    takes(contract.RecordPlatformAnswer, { decide: whenOpened(recordPlatformAnswer) }),
    takes(contract.AnswerVictimReport, { reads: reports, decide: answerVictimReport }),
    takes(contract.RecordComplaintWithdrawal, { decide: whenOpened(recordComplaintWithdrawal) }),
    takes(contract.RecordCoerciveMeasure, { decide: whenOpened(recordCoerciveMeasure) }),
    takes(contract.RecordTraffickingEpisode, { decide: whenOpened(recordTraffickingEpisode) }),
    takes(contract.ArrestSuspect, { reads: arrest, readsStreams: registerStreams, decide: whenOpened(arrestSuspect) }),
    takes(contract.ReferCaseToProsecution, { reads: dossier, decide: whenActive(referCaseToProsecution) }),
    takes(contract.SuspendInvestigation, { decide: whenActive(suspendInvestigation) }),
    takes(contract.CloseInvestigation, { decide: whenNotClosed(closeInvestigation) }),
    takes(contract.ReopenInvestigation, { decide: whenInactive(reopenInvestigation) }),
  ],
  commandOf: ({ type, data }) => (type === contract.CaseReferredToProsecution.type ? referCommandOf(data as Referral) : undefined),
})
