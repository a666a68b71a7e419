import { commandType, supervisorsOf } from '../command-type.ts'
import { SECTORS } from '../fields.ts'
import { AccessExcluded } from './access-excluded.ts'
import { CaseNoteAdded } from './case-note-added.ts'
import { CaseTransferred } from './case-transferred.ts'
import { CaseWorkerAssigned } from './case-worker-assigned.ts'
import { CaseWorkerUnassigned } from './case-worker-unassigned.ts'
import { CasesLinked } from './cases-linked.ts'
import { CasesUnlinked } from './cases-unlinked.ts'
import { HandoverReceived } from './handover-received.ts'
import { LegalHoldLifted } from './legal-hold-lifted.ts'
import { LegalHoldPlaced } from './legal-hold-placed.ts'
import { OfficeAdmitted } from './office-admitted.ts'
import { PersonRefsMerged } from './person-refs-merged.ts'
import { PersonRefsUnmerged } from './person-refs-unmerged.ts'
import { TransferReceived } from './transfer-received.ts'

/** The sectors that keep a record of each case: its caseworkers, its links to other cases, its legal holds. */
export const CASE_RECORD_SERVICES = SECTORS
export type CaseRecordService = (typeof CASE_RECORD_SERVICES)[number]

const { approver: _, ...merge } = PersonRefsMerged.example
const { approver: __, ...unmerge } = PersonRefsUnmerged.example
const { from: ___, ...transfer } = CaseTransferred.example

/** The commands on one service’s record of a case; their data is the data of the events, less the approver. */
export const caseRecordCommandsOf = (service: CaseRecordService) => ({
  AssignCaseWorker: commandType({
    name: 'AssignCaseWorker',
    service,
    meaning: 'Assigns a user to the case.',
    data: CaseWorkerAssigned.data,
    example: CaseWorkerAssigned.example,
    // The named agency takes no part by it: the event has no addressee.
    addresses: { kind: 'decision', addressee: { role: 'takesPart', officeOf: ({ agencyId }) => agencyId } },
    needsRegisteredOffice: true,
  }),
  UnassignCaseWorker: commandType({
    name: 'UnassignCaseWorker',
    service,
    meaning: 'Ends a user’s assignment to the case.',
    data: CaseWorkerUnassigned.data,
    example: CaseWorkerUnassigned.example,
  }),
  ExcludeFromAccess: commandType({
    name: 'ExcludeFromAccess',
    service,
    meaning: 'Excludes a user from the case, whatever roles the user has.',
    data: AccessExcluded.data,
    example: AccessExcluded.example,
  }),
  LinkCases: commandType({
    name: 'LinkCases',
    service,
    meaning:
      'States that two cases belong together. With a case of other agencies, it takes effect once the record of that case states it, too.',
    data: CasesLinked.data,
    namesCase: CasesLinked.namesCase,
    example: CasesLinked.example,
  }),
  UnlinkCases: commandType({
    name: 'UnlinkCases',
    service,
    meaning: 'States that two cases do not belong together after all.',
    data: CasesUnlinked.data,
    example: CasesUnlinked.example,
  }),
  MergePersonRefs: commandType({
    name: 'MergePersonRefs',
    service,
    meaning: 'States that two references refer to one person.',
    data: PersonRefsMerged.data.omit({ approver: true }),
    example: merge,
    approvedBy: supervisorsOf(service),
  }),
  UnmergePersonRefs: commandType({
    name: 'UnmergePersonRefs',
    service,
    meaning: 'States that two merged references refer to two persons after all.',
    data: PersonRefsUnmerged.data.omit({ approver: true }),
    example: unmerge,
    approvedBy: supervisorsOf(service),
  }),
  PlaceLegalHold: commandType({
    name: 'PlaceLegalHold',
    service,
    meaning: 'Places a legal hold: no data of the case may be erased until the hold is lifted.',
    data: LegalHoldPlaced.data,
    example: LegalHoldPlaced.example,
  }),
  LiftLegalHold: commandType({
    name: 'LiftLegalHold',
    service,
    meaning: 'Lifts a legal hold: the data of the case may be erased again as the law allows.',
    data: LegalHoldLifted.data,
    example: LegalHoldLifted.example,
  }),
  TransferCase: commandType({
    name: 'TransferCase',
    service,
    meaning: 'Transfers the case to another office of the sector, with a list of what is handed over.',
    data: CaseTransferred.data.omit({ from: true }),
    example: transfer,
    addresses: CaseTransferred,
    needsRegisteredOffice: true,
  }),
  ReceiveTransfer: commandType({
    name: 'ReceiveTransfer',
    service,
    meaning: 'Records that the office received a transferred case, and what was missing.',
    data: TransferReceived.data,
    example: TransferReceived.example,
  }),
  AdmitOffice: commandType({
    name: 'AdmitOffice',
    service,
    meaning: 'Lets another office of the sector take part in the case.',
    data: OfficeAdmitted.data,
    example: OfficeAdmitted.example,
    addresses: OfficeAdmitted,
    needsRegisteredOffice: true,
  }),
  AddCaseNote: commandType({
    name: 'AddCaseNote',
    service,
    meaning: 'Adds an encrypted note that only this sector receives.',
    data: CaseNoteAdded.data,
    encrypts: CaseNoteAdded,
    example: CaseNoteAdded.example,
  }),
  ReceiveHandover: commandType({
    name: 'ReceiveHandover',
    service,
    meaning: 'Records that a handover from another sector arrived.',
    data: HandoverReceived.data,
    example: HandoverReceived.example,
  }),
})
export type CaseRecordCommands = ReturnType<typeof caseRecordCommandsOf>
