import { accountOf } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { AgencyId, CaseRecordCommands, FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type CaseRecordEvent = FactOf<
  | typeof contract.CaseWorkerAssigned
  | typeof contract.CaseWorkerUnassigned
  | typeof contract.AccessExcluded
  | typeof contract.CasesLinked
  | typeof contract.CasesUnlinked
  | typeof contract.PersonRefsMerged
  | typeof contract.PersonRefsUnmerged
  | typeof contract.LegalHoldPlaced
  | typeof contract.LegalHoldLifted
  | typeof contract.CaseNoteAdded
  | typeof contract.HandoverReceived
  | typeof contract.CaseTransferred
  | typeof contract.TransferReceived
  | typeof contract.OfficeAdmitted
>

/** The facts about the case that each command on its record needs. */
export interface KnownCase {
  readonly caseId: string
  readonly caseExists: boolean
}

/** The facts that the receipt of a handover needs in addition. */
export interface KnownHandover extends KnownCase {
  /** Whether the handed-over event is recorded in the case. */
  readonly isHandedOver: boolean
}

/** An assignment of a user of another agency that has not been ended. */
interface KnownAssignment {
  /** As `accountOf`. */
  readonly account: string
  readonly agencyId: AgencyId
  /** Epoch milliseconds: the first moment of its first day, and that after its last. */
  readonly from: number
  readonly until?: number
  readonly admittedBy: AgencyId
}

/** The facts that an assignment needs in addition. */
export interface KnownAssignments extends KnownCase {
  /** The roles of the sector that work on cases. */
  readonly roles: readonly string[]
  /** The assignments of users of other agencies. */
  readonly others: readonly KnownAssignment[]
}

/** The facts that the transfer of a case needs in addition. */
export interface KnownOffice extends KnownCase {
  /** The office of the sector that has the case; undefined: none is known. */
  readonly office?: AgencyId | undefined
}

export type AssignCaseWorker = CommandOf<CaseRecordCommands['AssignCaseWorker'], KnownAssignments>
export type UnassignCaseWorker = CommandOf<CaseRecordCommands['UnassignCaseWorker'], KnownCase>
export type ExcludeFromAccess = CommandOf<CaseRecordCommands['ExcludeFromAccess'], KnownCase>
export type LinkCases = CommandOf<CaseRecordCommands['LinkCases'], KnownCase>
export type UnlinkCases = CommandOf<CaseRecordCommands['UnlinkCases'], KnownCase>
export type MergePersonRefs = CommandOf<CaseRecordCommands['MergePersonRefs'], KnownCase>
export type UnmergePersonRefs = CommandOf<CaseRecordCommands['UnmergePersonRefs'], KnownCase>
export type PlaceLegalHold = CommandOf<CaseRecordCommands['PlaceLegalHold'], KnownCase>
export type LiftLegalHold = CommandOf<CaseRecordCommands['LiftLegalHold'], KnownCase>
export type AddCaseNote = CommandOf<CaseRecordCommands['AddCaseNote'], KnownCase>
export type TransferCase = CommandOf<CaseRecordCommands['TransferCase'], KnownOffice>
export type ReceiveTransfer = CommandOf<CaseRecordCommands['ReceiveTransfer'], KnownCase>
export type AdmitOffice = CommandOf<CaseRecordCommands['AdmitOffice'], KnownCase>
export type ReceiveHandover = CommandOf<CaseRecordCommands['ReceiveHandover'], KnownHandover>

/**
 * The state of one service's record of a case: assignments, exclusions, links, merges, legal holds and received
 * handovers.
 */
export interface CaseRecord {
  /** `<account>~<role>` of the assigned users (`accountOf`). */
  readonly assigned: readonly string[]
  /** The accounts of the excluded users (`accountOf`). */
  readonly excluded: readonly string[]
  readonly linked: readonly string[]
  /** `<kept>~<merged>` of merged references. */
  readonly merged: readonly string[]
  readonly holds: Readonly<Record<string, 'placed' | 'lifted'>>
  /** The ids of received events of other sectors. */
  readonly received: readonly string[]
  /** By transfer id. */
  readonly transfers: Readonly<Record<string, TransferState>>
}

/** A transfer of the case: to whom, what was to arrive, and whether its receipt is recorded. */
export interface TransferState {
  readonly to: AgencyId
  readonly refs: readonly string[]
  readonly isReceived: boolean
}

export const emptyRecord: CaseRecord = { assigned: [], excluded: [], linked: [], merged: [], holds: {}, received: [], transfers: {} }

export const assignmentKey = ({ userId, role }: { readonly userId: string; readonly role: string }): string =>
  `${accountOf(userId)}~${role}`
export const mergeKey = ({ keptRef, mergedRef }: { readonly keptRef: string; readonly mergedRef: string }): string =>
  `${keptRef}~${mergedRef}`

const added = (all: readonly string[], entry: string): readonly string[] => (all.includes(entry) ? all : [...all, entry])
const without = (all: readonly string[], entry: string): readonly string[] => all.filter((other) => other !== entry)

export const evolve = (record: CaseRecord, event: RecordedFact<CaseRecordEvent>): CaseRecord => {
  switch (event.type) {
    case 'case.CaseWorkerAssigned':
      return { ...record, assigned: added(record.assigned, assignmentKey(event.data)) }
    case 'case.CaseWorkerUnassigned':
      return { ...record, assigned: without(record.assigned, assignmentKey(event.data)) }
    case 'case.AccessExcluded': {
      const account = accountOf(event.data.userId)
      return {
        ...record,
        excluded: added(record.excluded, account),
        // An excluded user loses every role in the case.
        assigned: record.assigned.filter((key) => !key.startsWith(`${account}~`)),
      }
    }
    case 'case.CasesLinked':
      return { ...record, linked: added(record.linked, event.data.otherCaseId) }
    case 'case.CasesUnlinked':
      return { ...record, linked: without(record.linked, event.data.otherCaseId) }
    case 'case.PersonRefsMerged':
      return { ...record, merged: added(record.merged, mergeKey(event.data)) }
    case 'case.PersonRefsUnmerged':
      return { ...record, merged: without(record.merged, mergeKey(event.data)) }
    case 'case.LegalHoldPlaced':
      return { ...record, holds: { ...record.holds, [event.data.holdId]: 'placed' } }
    case 'case.LegalHoldLifted':
      return { ...record, holds: { ...record.holds, [event.data.holdId]: 'lifted' } }
    case 'case.CaseNoteAdded':
      return record
    case 'case.HandoverReceived':
      return { ...record, received: added(record.received, event.data.eventId) }
    case 'case.CaseTransferred': {
      const { transferId, to, handoverList } = event.data
      const transfer = { to, refs: handoverList.map(({ ref }) => ref), isReceived: false }
      return { ...record, transfers: { ...record.transfers, [transferId]: transfer } }
    }
    case 'case.TransferReceived':
      return withTransferReceived(record, event.data.transferId)
    case 'case.OfficeAdmitted':
      return record
  }
}

const withTransferReceived = (record: CaseRecord, transferId: string): CaseRecord => {
  const transfer = record.transfers[transferId]
  return transfer ? { ...record, transfers: { ...record.transfers, [transferId]: { ...transfer, isReceived: true } } } : record
}
