import type { CaseRecordService } from '@case-timeline/contracts'
import type { Decided, Decider, Rule } from '@case-timeline/decider'
import { emptyRecord, evolve, type CaseRecord, type CaseRecordCommand, type CaseRecordFact } from './case-record.ts'
import { caseRecordRulesOf } from './case-record.rules.ts'

/** The record that one service keeps of a case: the same decider for all sectors, each with rules in its own name. */
export const caseRecordOf = (service: CaseRecordService): Decider<CaseRecord, CaseRecordCommand, CaseRecordFact> => {
  const rules = caseRecordRulesOf(service)
  const decided = (event: CaseRecordFact, ...under: readonly Rule[]): Decided<CaseRecordFact> => ({
    under: [rules.aRecordBelongsToACase as Rule, ...under],
    events: [event],
  })

  const decide = (command: CaseRecordCommand): Decided<CaseRecordFact> => {
    switch (command.name) {
      case 'AssignCaseWorker':
        return decided(
          { type: 'case.CaseWorkerAssigned', data: command.data },
          rules.anAssignmentEndsAfterItBegins,
          rules.anExcludedUserIsNotAssigned,
        )
      case 'UnassignCaseWorker':
        return decided({ type: 'case.CaseWorkerUnassigned', data: command.data }, rules.whoLeavesWasAssigned)
      case 'ExcludeFromAccess':
        return decided({ type: 'case.AccessExcluded', data: command.data })
      case 'LinkCases':
        return decided({ type: 'case.CasesLinked', data: command.data }, rules.aCaseIsLinkedWithAnotherOne)
      case 'UnlinkCases':
        return decided({ type: 'case.CasesUnlinked', data: command.data }, rules.unlinkedCasesWereLinked)
      case 'MergePersonRefs':
        return decided(
          { type: 'case.PersonRefsMerged', data: command.data },
          rules.twoReferencesAreMerged,
          rules.aSecondPersonApprovesWhoIsWho,
        )
      case 'UnmergePersonRefs':
        return decided(
          { type: 'case.PersonRefsUnmerged', data: command.data },
          rules.unmergedReferencesWereMerged,
          rules.aSecondPersonApprovesWhoIsWho,
        )
      case 'PlaceLegalHold':
        return decided({ type: 'case.LegalHoldPlaced', data: command.data }, rules.aHoldIsPlacedOnce)
      case 'LiftLegalHold':
        return decided({ type: 'case.LegalHoldLifted', data: command.data }, rules.aLiftedHoldIsInPlace)
      case 'AddCaseNote':
        return decided({ type: 'case.CaseNoteAdded', data: command.data })
      case 'ReceiveHandover':
        return decided(
          { type: 'case.HandoverReceived', data: command.data },
          rules.whatIsHandedOverStandsInTheCase,
          rules.aHandoverIsReceivedOnce,
        )
    }
  }

  return { initial: emptyRecord, evolve, decide }
}
