import { recordBelongsToCase } from '@case-timeline/casework'
import type { Decided, Rule } from '@case-timeline/decider'
import * as rules from './case-record.rules.ts'
import type {
  AddCaseNote,
  AdmitOffice,
  AssignCaseWorker,
  CaseRecord,
  CaseRecordEvent,
  ExcludeFromAccess,
  LiftLegalHold,
  LinkCases,
  MergePersonRefs,
  PlaceLegalHold,
  ReceiveHandover,
  ReceiveTransfer,
  TransferCase,
  UnassignCaseWorker,
  UnlinkCases,
  UnmergePersonRefs,
} from './case-record.ts'

type Decision = Decided<CaseRecordEvent>

const recorded = (event: CaseRecordEvent, ...rulesOfCommand: readonly Rule[]): Decision => ({
  under: [recordBelongsToCase as Rule, ...rulesOfCommand],
  events: [event],
})

/** The decisions on the record that a service keeps of a case: the same in every service. */
export const caseRecordDecisions = {
  assignCaseWorker: (_: CaseRecord, { data }: AssignCaseWorker): Decision =>
    recorded(
      { type: 'case.CaseWorkerAssigned', data },
      rules.assignedPersonLetsNobodyIn,
      rules.assignmentEndsAfterBegin,
      rules.excludedUserIsNotAssigned,
      rules.personOfAnotherAgencyIsAssignedToRoleOfSector,
      rules.nobodyAssignsOwnAccountOfAnotherAgency,
      rules.personIsAssignedByOneAgency,
    ),
  unassignCaseWorker: (_: CaseRecord, { data }: UnassignCaseWorker): Decision =>
    recorded({ type: 'case.CaseWorkerUnassigned', data }, rules.unassignedUserWasAssigned),
  excludeFromAccess: (_: CaseRecord, { data }: ExcludeFromAccess): Decision => recorded({ type: 'case.AccessExcluded', data }),
  linkCases: (_: CaseRecord, { data }: LinkCases): Decision =>
    recorded(
      { type: 'case.CasesLinked', data },
      rules.assignedPersonLetsNobodyIn,
      rules.caseIsLinkedWithOtherCase,
      rules.otherSideAgreesToLink,
    ),
  unlinkCases: (_: CaseRecord, { data }: UnlinkCases): Decision =>
    recorded({ type: 'case.CasesUnlinked', data }, rules.unlinkedCasesWereLinked),
  // Without a second person a rule holds the event back.
  mergePersonRefs: (_: CaseRecord, { data, approver }: MergePersonRefs): Decision =>
    recorded(
      { type: 'case.PersonRefsMerged', data: { ...data, approver: approver! } },
      rules.mergedReferencesDiffer,
      rules.secondPersonApprovesIdentityChange,
    ),
  unmergePersonRefs: (_: CaseRecord, { data, approver }: UnmergePersonRefs): Decision =>
    recorded(
      { type: 'case.PersonRefsUnmerged', data: { ...data, approver: approver! } },
      rules.unmergedReferencesWereMerged,
      rules.secondPersonApprovesIdentityChange,
    ),
  placeLegalHold: (_: CaseRecord, { data }: PlaceLegalHold): Decision =>
    recorded({ type: 'case.LegalHoldPlaced', data }, rules.legalHoldIsPlacedOnce),
  liftLegalHold: (_: CaseRecord, { data }: LiftLegalHold): Decision =>
    recorded({ type: 'case.LegalHoldLifted', data }, rules.liftedLegalHoldIsInForce),
  transferCase: (_: CaseRecord, { data, actor: { agencyId: from } }: TransferCase): Decision =>
    recorded(
      { type: 'case.CaseTransferred', data: { ...data, from } },
      rules.assignedPersonLetsNobodyIn,
      rules.transferIsRecordedOnce,
      rules.caseIsTransferredToAnotherOffice,
      rules.caseIsTransferredByOfficeThatHasIt,
    ),
  receiveTransfer: (_: CaseRecord, { data }: ReceiveTransfer): Decision =>
    recorded(
      { type: 'case.TransferReceived', data },
      rules.receivedTransferIsAddressedToOffice,
      rules.transferIsReceivedOnce,
      rules.missingThingWasHandedOver,
      rules.nothingIsMissingFromTransfer,
    ),
  admitOffice: (_: CaseRecord, { data }: AdmitOffice): Decision =>
    recorded(
      { type: 'case.OfficeAdmitted', data },
      rules.assignedPersonLetsNobodyIn,
      rules.admittedOfficeIsAnother,
      rules.officeGivesOnlyItsOwnPlace,
    ),
  addCaseNote: (_: CaseRecord, { data }: AddCaseNote): Decision => recorded({ type: 'case.CaseNoteAdded', data }),
  receiveHandover: (_: CaseRecord, { data }: ReceiveHandover): Decision =>
    recorded({ type: 'case.HandoverReceived', data }, rules.handedOverEventIsInCase, rules.handoverIsReceivedOnce),
}
