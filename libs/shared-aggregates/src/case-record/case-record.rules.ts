import type { CaseRecordService } from '@case-timeline/contracts'
import type { Command, Rule } from '@case-timeline/decider'
import {
  mergeKey,
  assignmentKey,
  type AssignCaseWorker,
  type CaseRecord,
  type KnownCase,
  type LiftLegalHold,
  type LinkCases,
  type MergePersonRefs,
  type PlaceLegalHold,
  type ReceiveHandover,
  type UnassignCaseWorker,
  type UnlinkCases,
  type UnmergePersonRefs,
} from './case-record.ts'

const integrity = 'integrity of the record'
const needToKnow = 'need to know; UNCAC 7(4), 8(5): conflicts of interest'
const duties = 'separation of duties: nobody approves their own request'

/**
 * The rules on the record that a service keeps of a case.
 * @param service the prefix of the rule ids
 */
export const caseRecordRulesOf = (service: CaseRecordService) => {
  const recordBelongsToCase: Rule<CaseRecord, Command<string, unknown, KnownCase>> = {
    id: `${service}.record-belongs-to-case`,
    sentence: 'a record is kept only for a case in which at least one event is recorded',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: (_, { known }) => known.caseExists,
  }

  const excludedUserIsNotAssigned: Rule<CaseRecord, AssignCaseWorker> = {
    id: `${service}.excluded-user-is-not-assigned`,
    sentence: 'a user who is excluded from a case is not assigned to it',
    source: needToKnow,
    level: 'block',
    holds: ({ excluded }, { data }) => !excluded.includes(data.userId),
  }

  const assignmentEndsAfterBegin: Rule<CaseRecord, AssignCaseWorker> = {
    id: `${service}.assignment-ends-after-begin`,
    sentence: 'an assignment does not end before it begins',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: (_, { data: { begin, end } }) => end === undefined || begin <= end,
  }

  const unassignedUserWasAssigned: Rule<CaseRecord, UnassignCaseWorker> = {
    id: `${service}.unassigned-user-was-assigned`,
    sentence: 'a user is unassigned only from a role in which the user is assigned to the case',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ assigned }, { data }) => assigned.includes(assignmentKey(data)),
  }

  const caseIsLinkedWithOtherCase: Rule<CaseRecord, LinkCases> = {
    id: `${service}.case-is-linked-with-other-case`,
    sentence: 'a case is linked with another case, not with itself',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: (_, { data, known }) => data.otherCaseId !== known.caseId,
    facts: (_, { data }) => [data.otherCaseId],
  }

  const otherSideAgreesToLink: Rule<CaseRecord, LinkCases> = {
    id: `${service}.other-side-agrees-to-link`,
    sentence: 'a link with a case in which the agency does not take part is in force once the record of that case names this one',
    source: needToKnow,
    level: 'warn',
    holds: (_, { data }) => data.agreedBy !== 'thisSide',
    facts: (_, { data }) => [data.otherCaseId],
  }

  const unlinkedCasesWereLinked: Rule<CaseRecord, UnlinkCases> = {
    id: `${service}.unlinked-cases-were-linked`,
    sentence: 'only cases that are linked are unlinked',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ linked }, { data }) => linked.includes(data.otherCaseId),
    facts: (_, { data }) => [data.otherCaseId],
  }

  const mergedReferencesDiffer: Rule<CaseRecord, MergePersonRefs> = {
    id: `${service}.merged-references-differ`,
    sentence: 'only two different references are merged, and only if they are not already merged in the opposite direction',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ merged }, { data: { keptRef, mergedRef } }) =>
      keptRef !== mergedRef && !merged.includes(mergeKey({ keptRef: mergedRef, mergedRef: keptRef })),
    facts: (_, { data }) => [data.keptRef, data.mergedRef],
  }

  const unmergedReferencesWereMerged: Rule<CaseRecord, UnmergePersonRefs> = {
    id: `${service}.unmerged-references-were-merged`,
    sentence: 'only references that are merged are unmerged',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ merged }, { data }) => merged.includes(mergeKey(data)),
    facts: (_, { data }) => [data.keptRef, data.mergedRef],
  }

  const secondPersonApprovesIdentityChange: Rule<CaseRecord, MergePersonRefs | UnmergePersonRefs> = {
    id: `${service}.second-person-approves-identity-change`,
    sentence: 'a merge or unmerge of references is approved by a person other than the one who requests it',
    source: duties,
    level: 'block',
    needsSecondPerson: true,
    holds: (_, { approver, actor }) => approver !== undefined && approver.userId !== actor.userId,
  }

  const legalHoldIsPlacedOnce: Rule<CaseRecord, PlaceLegalHold> = {
    id: `${service}.legal-hold-is-placed-once`,
    sentence: 'a legal hold is placed only once under its id',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ holds }, { data }) => holds[data.holdId] === undefined,
    facts: (_, { data }) => [data.holdId],
  }

  const liftedLegalHoldIsInForce: Rule<CaseRecord, LiftLegalHold> = {
    id: `${service}.lifted-legal-hold-is-in-force`,
    sentence: 'only a legal hold that is in force is lifted',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ holds }, { data }) => holds[data.holdId] === 'placed',
    facts: (_, { data }) => [data.holdId],
  }

  const handedOverEventIsInCase: Rule<CaseRecord, ReceiveHandover> = {
    id: `${service}.handed-over-event-is-in-case`,
    sentence: 'a handover is received only for an event that is recorded in the case',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: (_, { known }) => known.isHandedOver,
    facts: (_, { data }) => [data.eventId],
  }

  const handoverIsReceivedOnce: Rule<CaseRecord, ReceiveHandover> = {
    id: `${service}.handover-is-received-once`,
    sentence: 'a handover of an event is received only once',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ received }, { data }) => !received.includes(data.eventId),
    facts: (_, { data }) => [data.eventId],
  }

  return {
    recordBelongsToCase,
    excludedUserIsNotAssigned,
    assignmentEndsAfterBegin,
    unassignedUserWasAssigned,
    caseIsLinkedWithOtherCase,
    otherSideAgreesToLink,
    unlinkedCasesWereLinked,
    mergedReferencesDiffer,
    unmergedReferencesWereMerged,
    secondPersonApprovesIdentityChange,
    legalHoldIsPlacedOnce,
    liftedLegalHoldIsInForce,
    handedOverEventIsInCase,
    handoverIsReceivedOnce,
  }
}
