import { commandType } from '../command-type.ts'
import type { ServiceName } from '../fields.ts'
import { AccessExcluded } from './access-excluded.ts'
import { CaseNoteAdded } from './case-note-added.ts'
import { CaseWorkerAssigned } from './case-worker-assigned.ts'
import { CaseWorkerUnassigned } from './case-worker-unassigned.ts'
import { CasesLinked } from './cases-linked.ts'
import { CasesUnlinked } from './cases-unlinked.ts'
import { HandoverReceived } from './handover-received.ts'
import { LegalHoldLifted } from './legal-hold-lifted.ts'
import { LegalHoldPlaced } from './legal-hold-placed.ts'
import { PersonRefsMerged } from './person-refs-merged.ts'
import { PersonRefsUnmerged } from './person-refs-unmerged.ts'

/** The sectors that keep a record of each case: who works on it, what it is linked with, what may not be erased. */
export const CASE_RECORD_SERVICES = [
  'investigation',
  'prosecution',
  'adjudication',
  'victimSupport',
] as const satisfies readonly ServiceName[]
export type CaseRecordService = (typeof CASE_RECORD_SERVICES)[number]

/** The commands on one service’s record of a case; their data is that of the events. */
export const caseRecordCommandsOf = (service: CaseRecordService) => ({
  AssignCaseWorker: commandType({
    name: 'AssignCaseWorker',
    service,
    meaning: 'Lets a user work on the case.',
    data: CaseWorkerAssigned.data,
    example: CaseWorkerAssigned.example,
  }),
  UnassignCaseWorker: commandType({
    name: 'UnassignCaseWorker',
    service,
    meaning: 'Ends a user’s work on the case.',
    data: CaseWorkerUnassigned.data,
    example: CaseWorkerUnassigned.example,
  }),
  ExcludeFromAccess: commandType({
    name: 'ExcludeFromAccess',
    service,
    meaning: 'Keeps a user away from the case, whatever his roles are.',
    data: AccessExcluded.data,
    example: AccessExcluded.example,
  }),
  LinkCases: commandType({
    name: 'LinkCases',
    service,
    meaning: 'States that two cases belong together.',
    data: CasesLinked.data,
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
    meaning: 'States that two references are one person.',
    data: PersonRefsMerged.data,
    example: PersonRefsMerged.example,
  }),
  UnmergePersonRefs: commandType({
    name: 'UnmergePersonRefs',
    service,
    meaning: 'States that two references are two persons after all.',
    data: PersonRefsUnmerged.data,
    example: PersonRefsUnmerged.example,
  }),
  PlaceLegalHold: commandType({
    name: 'PlaceLegalHold',
    service,
    meaning: 'Forbids to erase anything of the case.',
    data: LegalHoldPlaced.data,
    example: LegalHoldPlaced.example,
  }),
  LiftLegalHold: commandType({
    name: 'LiftLegalHold',
    service,
    meaning: 'Allows erasure again.',
    data: LegalHoldLifted.data,
    example: LegalHoldLifted.example,
  }),
  AddCaseNote: commandType({
    name: 'AddCaseNote',
    service,
    meaning: 'Notes something for one’s own sector, sealed.',
    data: CaseNoteAdded.data,
    seals: CaseNoteAdded,
    example: CaseNoteAdded.example,
  }),
  ReceiveHandover: commandType({
    name: 'ReceiveHandover',
    service,
    meaning: 'Takes in what another sector handed over.',
    data: HandoverReceived.data,
    example: HandoverReceived.example,
  }),
})
export type CaseRecordCommands = ReturnType<typeof caseRecordCommandsOf>
