import { assignedIn, caseRolesOf, officeIn } from '@case-timeline/access'
import { isKeptInSupport } from '@case-timeline/casework'
import { aggregate, takes } from '@case-timeline/commands'
import {
  AccessExcluded,
  CASE_RECORD_SERVICES,
  CaseNoteAdded,
  CaseTransferred,
  caseRecordCommandsOf,
  CasesLinked,
  CasesUnlinked,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  HandoverReceived,
  LegalHoldLifted,
  LegalHoldPlaced,
  OfficeAdmitted,
  PersonRefsMerged,
  PersonRefsUnmerged,
  TransferReceived,
  type CaseRecordService,
} from '@case-timeline/contracts'
import { caseRecordDecisions as decisions } from './case-record.decide.ts'
import { assignments, caseExistence, handover, officeOf } from './case-record.reads.ts'
import { emptyRecord, evolve } from './case-record.ts'

/**
 * The stream `<service>.record-<caseId>`: separate from the case stream, so that assigning a user does not change its
 * revision.
 */
const caseRecordStreamOf = (service: CaseRecordService) => {
  const contract = caseRecordCommandsOf(service)
  return aggregate({
    service,
    name: 'record',
    events: [
      CaseWorkerAssigned,
      CaseWorkerUnassigned,
      AccessExcluded,
      CasesLinked,
      CasesUnlinked,
      PersonRefsMerged,
      PersonRefsUnmerged,
      LegalHoldPlaced,
      LegalHoldLifted,
      CaseNoteAdded,
      HandoverReceived,
      CaseTransferred,
      TransferReceived,
      OfficeAdmitted,
    ],
    initial: emptyRecord,
    evolve,
    streamId: (caseId) => caseId,
    // Its facts state which references are one person, so its rules are about references.
    judgesReferences: true,
    ...(service === 'victimSupport' ? { isKept: isKeptInSupport } : {}),
    commands: [
      takes(contract.AssignCaseWorker, {
        reads: assignments(caseRolesOf(service), (history) => assignedIn(history, service)),
        decide: decisions.assignCaseWorker,
      }),
      takes(contract.UnassignCaseWorker, { reads: caseExistence, decide: decisions.unassignCaseWorker }),
      takes(contract.ExcludeFromAccess, { reads: caseExistence, decide: decisions.excludeFromAccess }),
      takes(contract.LinkCases, { reads: caseExistence, decide: decisions.linkCases }),
      takes(contract.UnlinkCases, { reads: caseExistence, decide: decisions.unlinkCases }),
      takes(contract.MergePersonRefs, { reads: caseExistence, decide: decisions.mergePersonRefs }),
      takes(contract.UnmergePersonRefs, { reads: caseExistence, decide: decisions.unmergePersonRefs }),
      takes(contract.PlaceLegalHold, { reads: caseExistence, decide: decisions.placeLegalHold }),
      takes(contract.LiftLegalHold, { reads: caseExistence, decide: decisions.liftLegalHold }),
      takes(contract.AddCaseNote, { reads: caseExistence, decide: decisions.addCaseNote }),
      takes(contract.TransferCase, { reads: officeOf((history) => officeIn(history, service)), decide: decisions.transferCase }),
      takes(contract.ReceiveTransfer, { reads: caseExistence, decide: decisions.receiveTransfer }),
      takes(contract.AdmitOffice, { reads: caseExistence, decide: decisions.admitOffice }),
      takes(contract.ReceiveHandover, { reads: handover, decide: decisions.receiveHandover }),
    ],
  })
}

/** The record streams of each service that keeps case records. */
export const caseRecordStreams = Object.fromEntries(
  CASE_RECORD_SERVICES.map((service) => [service, caseRecordStreamOf(service)]),
) as Readonly<Record<CaseRecordService, ReturnType<typeof caseRecordStreamOf>>>
