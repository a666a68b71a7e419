import type { CaseRecordService } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import {
  pair,
  place,
  type AssignCaseWorker,
  type CaseRecord,
  type CaseRecordCommand,
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
const needToKnow = 'need to know; conflict of interest, UN Convention against Corruption 7(4), 8(5) [G]'
const duties = 'separation of duties: who asks does not approve'

/** The rules on one service’s record of a case, in its own name. */
export const caseRecordRulesOf = (service: CaseRecordService) => {
  const aRecordBelongsToACase: Rule<CaseRecord, CaseRecordCommand> = {
    id: `${service}.a-record-belongs-to-a-case`,
    sentence: 'a record is kept of a case in which something has happened',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: (_, { known }) => known.caseExists,
  }

  const anExcludedUserIsNotAssigned: Rule<CaseRecord, AssignCaseWorker> = {
    id: `${service}.an-excluded-user-is-not-assigned`,
    sentence: 'a user who is excluded from a case is not assigned to it',
    source: needToKnow,
    level: 'block',
    holds: ({ excluded }, { data }) => !excluded.includes(data.userId),
  }

  const anAssignmentEndsAfterItBegins: Rule<CaseRecord, AssignCaseWorker> = {
    id: `${service}.an-assignment-ends-after-it-begins`,
    sentence: 'an assignment does not end before it begins',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: (_, { data: { begin, end } }) => end === undefined || begin <= end,
  }

  const whoLeavesWasAssigned: Rule<CaseRecord, UnassignCaseWorker> = {
    id: `${service}.who-leaves-was-assigned`,
    sentence: 'only a user who was assigned in a role leaves it',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ assigned }, { data }) => assigned.includes(place(data)),
  }

  const aCaseIsLinkedWithAnotherOne: Rule<CaseRecord, LinkCases> = {
    id: `${service}.a-case-is-linked-with-another-one`,
    sentence: 'a case is linked with another case, not with itself',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: (_, { data, known }) => data.otherCaseId !== known.caseId,
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

  const twoReferencesAreMerged: Rule<CaseRecord, MergePersonRefs> = {
    id: `${service}.two-references-are-merged`,
    sentence: 'two different references are merged, and not merged already the other way round',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ merged }, { data: { keptRef, mergedRef } }) =>
      keptRef !== mergedRef && !merged.includes(pair({ keptRef: mergedRef, mergedRef: keptRef })),
    facts: (_, { data }) => [data.keptRef, data.mergedRef],
  }

  const unmergedReferencesWereMerged: Rule<CaseRecord, UnmergePersonRefs> = {
    id: `${service}.unmerged-references-were-merged`,
    sentence: 'only references that are merged are unmerged',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ merged }, { data }) => merged.includes(pair(data)),
    facts: (_, { data }) => [data.keptRef, data.mergedRef],
  }

  const aSecondPersonApprovesWhoIsWho: Rule<CaseRecord, MergePersonRefs | UnmergePersonRefs> = {
    id: `${service}.a-second-person-approves-who-is-who`,
    sentence: 'who asks that two references be one person, or two again, does not approve it',
    source: duties,
    level: 'block',
    holds: (_, { data, actor }) => data.approver.userId !== actor.userId,
  }

  const aHoldIsPlacedOnce: Rule<CaseRecord, PlaceLegalHold> = {
    id: `${service}.a-hold-is-placed-once`,
    sentence: 'a legal hold is placed once, under an id of its own',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ holds }, { data }) => holds[data.holdId] === undefined,
    facts: (_, { data }) => [data.holdId],
  }

  const aLiftedHoldIsInPlace: Rule<CaseRecord, LiftLegalHold> = {
    id: `${service}.a-lifted-hold-is-in-place`,
    sentence: 'only a legal hold that is in place is lifted',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ holds }, { data }) => holds[data.holdId] === 'placed',
    facts: (_, { data }) => [data.holdId],
  }

  const whatIsHandedOverStandsInTheCase: Rule<CaseRecord, ReceiveHandover> = {
    id: `${service}.what-is-handed-over-stands-in-the-case`,
    sentence: 'only what stands in the case is taken in from another sector',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: (_, { known }) => known.handedOver === true,
    facts: (_, { data }) => [data.eventId],
  }

  const aHandoverIsReceivedOnce: Rule<CaseRecord, ReceiveHandover> = {
    id: `${service}.a-handover-is-received-once`,
    sentence: 'what another sector hands over is taken in once',
    source: integrity,
    level: 'block',
    integrity: true,
    holds: ({ received }, { data }) => !received.includes(data.eventId),
    facts: (_, { data }) => [data.eventId],
  }

  return {
    aRecordBelongsToACase,
    anExcludedUserIsNotAssigned,
    anAssignmentEndsAfterItBegins,
    whoLeavesWasAssigned,
    aCaseIsLinkedWithAnotherOne,
    unlinkedCasesWereLinked,
    twoReferencesAreMerged,
    unmergedReferencesWereMerged,
    aSecondPersonApprovesWhoIsWho,
    aHoldIsPlacedOnce,
    aLiftedHoldIsInPlace,
    whatIsHandedOverStandsInTheCase,
    aHandoverIsReceivedOnce,
  }
}
