import type * as contract from '@case-timeline/contracts'
import type { CaseRecordCommands, FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type CaseRecordFact = FactOf<
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
>

/** What the record of a case reads of it. */
export interface KnownCase {
  readonly caseId: string
  readonly caseExists: boolean
  /** The event that is handed over stands in the case. */
  readonly handedOver?: boolean
}

export type AssignCaseWorker = CommandOf<CaseRecordCommands['AssignCaseWorker'], KnownCase>
export type UnassignCaseWorker = CommandOf<CaseRecordCommands['UnassignCaseWorker'], KnownCase>
export type ExcludeFromAccess = CommandOf<CaseRecordCommands['ExcludeFromAccess'], KnownCase>
export type LinkCases = CommandOf<CaseRecordCommands['LinkCases'], KnownCase>
export type UnlinkCases = CommandOf<CaseRecordCommands['UnlinkCases'], KnownCase>
export type MergePersonRefs = CommandOf<CaseRecordCommands['MergePersonRefs'], KnownCase>
export type UnmergePersonRefs = CommandOf<CaseRecordCommands['UnmergePersonRefs'], KnownCase>
export type PlaceLegalHold = CommandOf<CaseRecordCommands['PlaceLegalHold'], KnownCase>
export type LiftLegalHold = CommandOf<CaseRecordCommands['LiftLegalHold'], KnownCase>
export type AddCaseNote = CommandOf<CaseRecordCommands['AddCaseNote'], KnownCase>
export type ReceiveHandover = CommandOf<CaseRecordCommands['ReceiveHandover'], KnownCase>
export type CaseRecordCommand =
  | AssignCaseWorker
  | UnassignCaseWorker
  | ExcludeFromAccess
  | LinkCases
  | UnlinkCases
  | MergePersonRefs
  | UnmergePersonRefs
  | PlaceLegalHold
  | LiftLegalHold
  | AddCaseNote
  | ReceiveHandover

/** One service's record of a case: who works on it, who must not see it, what it is linked with, what may not be erased. */
export interface CaseRecord {
  /** `<userId>~<role>` of those who work on it. */
  readonly assigned: readonly string[]
  readonly excluded: readonly string[]
  readonly linked: readonly string[]
  /** `<kept>~<merged>` of references that are one person. */
  readonly merged: readonly string[]
  readonly holds: Readonly<Record<string, 'placed' | 'lifted'>>
  /** The events of other sectors that it took in. */
  readonly received: readonly string[]
}

export const emptyRecord: CaseRecord = { assigned: [], excluded: [], linked: [], merged: [], holds: {}, received: [] }

export const place = ({ userId, role }: { readonly userId: string; readonly role: string }): string => `${userId}~${role}`
export const pair = ({ keptRef, mergedRef }: { readonly keptRef: string; readonly mergedRef: string }): string => `${keptRef}~${mergedRef}`

const added = (all: readonly string[], one: string): readonly string[] => (all.includes(one) ? all : [...all, one])
const without = (all: readonly string[], one: string): readonly string[] => all.filter((other) => other !== one)

export const evolve = (it: CaseRecord, event: Happened<CaseRecordFact>): CaseRecord => {
  switch (event.type) {
    case 'case.CaseWorkerAssigned':
      return { ...it, assigned: added(it.assigned, place(event.data)) }
    case 'case.CaseWorkerUnassigned':
      return { ...it, assigned: without(it.assigned, place(event.data)) }
    case 'case.AccessExcluded': {
      const { userId } = event.data
      return {
        ...it,
        excluded: added(it.excluded, userId),
        assigned: it.assigned.filter((one) => !one.startsWith(`${userId}~`)),
      }
    }
    case 'case.CasesLinked':
      return { ...it, linked: added(it.linked, event.data.otherCaseId) }
    case 'case.CasesUnlinked':
      return { ...it, linked: without(it.linked, event.data.otherCaseId) }
    case 'case.PersonRefsMerged':
      return { ...it, merged: added(it.merged, pair(event.data)) }
    case 'case.PersonRefsUnmerged':
      return { ...it, merged: without(it.merged, pair(event.data)) }
    case 'case.LegalHoldPlaced':
      return { ...it, holds: { ...it.holds, [event.data.holdId]: 'placed' } }
    case 'case.LegalHoldLifted':
      return { ...it, holds: { ...it.holds, [event.data.holdId]: 'lifted' } }
    case 'case.CaseNoteAdded':
      return it
    case 'case.HandoverReceived':
      return { ...it, received: added(it.received, event.data.eventId) }
  }
}
