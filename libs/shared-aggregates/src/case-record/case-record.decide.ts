import type { CaseRecordService } from '@case-timeline/contracts'
import type { Decided, Rule } from '@case-timeline/decider'
import { caseRecordRulesOf } from './case-record.rules.ts'
import type {
  AddCaseNote,
  AssignCaseWorker,
  CaseRecord,
  CaseRecordEvent,
  ExcludeFromAccess,
  LiftLegalHold,
  LinkCases,
  MergePersonRefs,
  PlaceLegalHold,
  ReceiveHandover,
  UnassignCaseWorker,
  UnlinkCases,
  UnmergePersonRefs,
} from './case-record.ts'

type Decision = Decided<CaseRecordEvent>

/**
 * The decisions on the record that a service keeps of a case. They are the same in every service, except that the rule
 * ids begin with the name of the service.
 */
export const caseRecordDecisionsOf = (service: CaseRecordService) => {
  const rules = caseRecordRulesOf(service)
  const recorded = (event: CaseRecordEvent, ...rulesOfCommand: readonly Rule[]): Decision => ({
    under: [rules.recordBelongsToCase as Rule, ...rulesOfCommand],
    events: [event],
  })

  return {
    assignCaseWorker: (_: CaseRecord, { data }: AssignCaseWorker): Decision =>
      recorded({ type: 'case.CaseWorkerAssigned', data }, rules.assignmentEndsAfterBegin, rules.excludedUserIsNotAssigned),
    unassignCaseWorker: (_: CaseRecord, { data }: UnassignCaseWorker): Decision =>
      recorded({ type: 'case.CaseWorkerUnassigned', data }, rules.unassignedUserWasAssigned),
    excludeFromAccess: (_: CaseRecord, { data }: ExcludeFromAccess): Decision => recorded({ type: 'case.AccessExcluded', data }),
    linkCases: (_: CaseRecord, { data }: LinkCases): Decision =>
      recorded({ type: 'case.CasesLinked', data }, rules.caseIsLinkedWithOtherCase, rules.otherSideAgreesToLink),
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
    addCaseNote: (_: CaseRecord, { data }: AddCaseNote): Decision => recorded({ type: 'case.CaseNoteAdded', data }),
    receiveHandover: (_: CaseRecord, { data }: ReceiveHandover): Decision =>
      recorded({ type: 'case.HandoverReceived', data }, rules.handedOverEventIsInCase, rules.handoverIsReceivedOnce),
  }
}
