import {
  accountOf,
  endedThingIsOpen,
  isSameUser,
  namedThingIsOnRecord,
  otherPartyIsAnother,
  thingIsRecordedOnce,
} from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import {
  type AdmitOffice,
  mergeKey,
  assignmentKey,
  type AssignCaseWorker,
  type CaseRecord,
  type LiftLegalHold,
  type LinkCases,
  type MergePersonRefs,
  type PlaceLegalHold,
  type ReceiveHandover,
  type ReceiveTransfer,
  type TransferCase,
  type UnassignCaseWorker,
  type UnlinkCases,
  type UnmergePersonRefs,
} from './case-record.ts'

const integrity = 'integrity of the record'
const needToKnow = 'need to know; UNCAC 7(4), 8(5): conflicts of interest'
const duties = 'separation of duties: nobody approves their own request'

export const excludedUserIsNotAssigned: Rule<CaseRecord, AssignCaseWorker> = {
  id: 'case.excluded-user-is-not-assigned',
  sentence: 'a user who is excluded from a case is not assigned to it',
  source: needToKnow,
  level: 'block',
  holds: ({ excluded }, { data }) => !excluded.includes(accountOf(data.userId)),
}

export const assignedPersonLetsNobodyIn: Rule<CaseRecord, AssignCaseWorker | LinkCases | TransferCase | AdmitOffice> = {
  id: 'case.assigned-person-lets-nobody-in',
  sentence:
    'a person of another agency who is assigned to a case assigns nobody, admits no office, and neither links nor transfers the case',
  source: needToKnow,
  level: 'block',
  integrity: true,
  holds: (_, { actor }) => actor.onBehalfOf === undefined,
}

const namesAnotherAgency = ({ data, actor }: AssignCaseWorker): boolean => data.agencyId !== undefined && data.agencyId !== actor.agencyId

/** The other agencies that assigned the person of a command to the case on one of its days. */
const agenciesAssigning = ({ data, actor, occurredZone, spanOf, known: { others } }: AssignCaseWorker): readonly string[] => {
  const { from } = spanOf(data.begin, occurredZone)
  const { until } = data.end === undefined ? { until: Infinity } : spanOf(data.end, occurredZone)
  return others
    .filter(({ agencyId, account }) => agencyId === data.agencyId && account === accountOf(data.userId))
    .filter((other) => other.admittedBy !== actor.agencyId && other.from < until && from < (other.until ?? Infinity))
    .map(({ admittedBy }) => admittedBy)
}

export const personOfAnotherAgencyIsAssignedToRoleOfSector: Rule<CaseRecord, AssignCaseWorker> = {
  id: 'case.person-of-another-agency-is-assigned-to-role-of-sector',
  sentence: 'a person of another agency is assigned to a case in a role of the sector that works on cases, in which the person signs in',
  source: needToKnow,
  level: 'block',
  integrity: true,
  holds: (_, command) => !namesAnotherAgency(command) || command.known.roles.includes(command.data.role),
  facts: (_, { known: { roles } }) => roles,
}

export const nobodyAssignsOwnAccountOfAnotherAgency: Rule<CaseRecord, AssignCaseWorker> = {
  id: 'case.nobody-assigns-own-account-of-another-agency',
  sentence: 'nobody assigns to a case the own account at another agency',
  source: duties,
  level: 'block',
  integrity: true,
  holds: (_, command) => !namesAnotherAgency(command) || !isSameUser(command.data.userId, command.actor.userId),
}

export const personIsAssignedByOneAgency: Rule<CaseRecord, AssignCaseWorker> = {
  id: 'case.person-is-assigned-by-one-agency',
  sentence: 'a person of another agency is assigned to a case by one agency at a time, whose acts those of the person are',
  source: 'separation of duties: every act has one agency that answers for it',
  level: 'block',
  integrity: true,
  holds: (_, command) => !namesAnotherAgency(command) || agenciesAssigning(command).length === 0,
  facts: (_, command) => agenciesAssigning(command),
}

export const assignmentEndsAfterBegin: Rule<CaseRecord, AssignCaseWorker> = {
  id: 'case.assignment-ends-after-begin',
  sentence: 'an assignment does not end before it begins',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { data: { begin, end } }) => end === undefined || begin <= end,
}

export const unassignedUserWasAssigned: Rule<CaseRecord, UnassignCaseWorker> = endedThingIsOpen('assignment', {
  holds: ({ assigned }, { data }) => assigned.includes(assignmentKey(data)),
  facts: (_, { data }) => [data.userId],
})

export const caseIsLinkedWithOtherCase: Rule<CaseRecord, LinkCases> = otherPartyIsAnother('case', {
  holds: (_, { data, known }) => data.otherCaseId !== known.caseId,
  facts: (_, { data }) => [data.otherCaseId],
})

export const otherSideAgreesToLink: Rule<CaseRecord, LinkCases> = {
  id: 'case.other-side-agrees-to-link',
  sentence: 'a link with a case in which the agency does not take part is in force once the record of that case names this one',
  source: needToKnow,
  level: 'warn',
  levelReason: 'until the other side agrees, the link has no effect that a refusal would have to prevent',
  holds: (_, { data }) => data.agreedBy !== 'thisSide',
  facts: (_, { data }) => [data.otherCaseId],
}

export const unlinkedCasesWereLinked: Rule<CaseRecord, UnlinkCases> = endedThingIsOpen('linkOfCases', {
  holds: ({ linked }, { data }) => linked.includes(data.otherCaseId),
  facts: (_, { data }) => [data.otherCaseId],
})

export const mergedReferencesDiffer: Rule<CaseRecord, MergePersonRefs> = {
  id: 'case.merged-references-differ',
  sentence: 'only two different references are merged, and only if they are not already merged in the opposite direction',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ merged }, { data: { keptRef, mergedRef } }) =>
    keptRef !== mergedRef && !merged.includes(mergeKey({ keptRef: mergedRef, mergedRef: keptRef })),
  facts: (_, { data }) => [data.keptRef, data.mergedRef],
}

export const unmergedReferencesWereMerged: Rule<CaseRecord, UnmergePersonRefs> = endedThingIsOpen('mergeOfReferences', {
  holds: ({ merged }, { data }) => merged.includes(mergeKey(data)),
  facts: (_, { data }) => [data.keptRef, data.mergedRef],
})

export const secondPersonApprovesIdentityChange: Rule<CaseRecord, MergePersonRefs | UnmergePersonRefs> = {
  id: 'case.second-person-approves-identity-change',
  sentence: 'a merge or unmerge of references is approved by a person other than the one who requests it',
  source: duties,
  level: 'block',
  needsSecondPerson: true,
  holds: (_, { approver, actor }) => approver !== undefined && !isSameUser(approver.userId, actor.userId),
}

export const legalHoldIsPlacedOnce: Rule<CaseRecord, PlaceLegalHold> = thingIsRecordedOnce('legalHold', {
  holds: ({ holds }, { data }) => holds[data.holdId] === undefined,
  facts: (_, { data }) => [data.holdId],
})

export const liftedLegalHoldIsInForce: Rule<CaseRecord, LiftLegalHold> = endedThingIsOpen('legalHold', {
  holds: ({ holds }, { data }) => holds[data.holdId] === 'placed',
  facts: (_, { data }) => [data.holdId],
})

export const handedOverEventIsInCase: Rule<CaseRecord, ReceiveHandover> = namedThingIsOnRecord('handedOverEvent', {
  holds: (_, { known }) => known.isHandedOver,
  facts: (_, { data }) => [data.eventId],
})

export const handoverIsReceivedOnce: Rule<CaseRecord, ReceiveHandover> = {
  id: 'case.handover-is-received-once',
  sentence: 'a handover of an event is received only once',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ received }, { data }) => !received.includes(data.eventId),
  facts: (_, { data }) => [data.eventId],
}

export const transferIsRecordedOnce: Rule<CaseRecord, TransferCase> = thingIsRecordedOnce('transfer', {
  holds: ({ transfers }, { data }) => transfers[data.transferId] === undefined,
  facts: (_, { data }) => [data.transferId],
})

export const caseIsTransferredToAnotherOffice: Rule<CaseRecord, TransferCase> = otherPartyIsAnother('office', {
  holds: (_, { data, actor }) => data.to !== actor.agencyId,
  facts: (_, { data }) => [data.to],
})

export const caseIsTransferredByOfficeThatHasIt: Rule<CaseRecord, TransferCase> = {
  id: 'case.case-is-transferred-by-office-that-has-it',
  sentence: 'only the office that has a case transfers it',
  source: needToKnow,
  level: 'block',
  integrity: true,
  holds: (_, { actor, known: { office } }) => office === undefined || office === actor.agencyId,
}

export const receivedTransferIsAddressedToOffice: Rule<CaseRecord, ReceiveTransfer> = {
  id: 'case.received-transfer-is-addressed-to-office',
  sentence: 'an office receives only a transfer that is recorded in the case and addressed to it',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ transfers }, { data, actor }) => transfers[data.transferId]?.to === actor.agencyId,
  facts: (_, { data }) => [data.transferId],
}

export const transferIsReceivedOnce: Rule<CaseRecord, ReceiveTransfer> = {
  id: 'case.transfer-is-received-once',
  sentence: 'a transfer is received only once',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ transfers }, { data }) => transfers[data.transferId]?.isReceived !== true,
  facts: (_, { data }) => [data.transferId],
}

export const missingThingWasHandedOver: Rule<CaseRecord, ReceiveTransfer> = {
  id: 'case.missing-thing-was-handed-over',
  sentence: 'only what the transfer lists can be missing from it',
  source: integrity,
  level: 'warn',
  holds: ({ transfers }, { data }) => data.missing.every((ref) => transfers[data.transferId]?.refs.includes(ref) ?? true),
}

export const nothingIsMissingFromTransfer: Rule<CaseRecord, ReceiveTransfer> = {
  id: 'case.nothing-is-missing-from-transfer',
  sentence: 'everything that a transfer lists arrives with it',
  source: 'practice: chain of custody of files and exhibits',
  level: 'warn',
  holds: (_, { data }) => data.missing.length === 0,
  facts: (_, { data }) => [data.transferId],
}

export const admittedOfficeIsAnother: Rule<CaseRecord, AdmitOffice> = otherPartyIsAnother('office', {
  holds: (_, { data, actor }) => data.office !== actor.agencyId,
  facts: (_, { data }) => [data.office],
})

export const officeGivesOnlyItsOwnPlace: Rule<CaseRecord, AdmitOffice> = {
  id: 'case.office-gives-only-its-own-place',
  sentence: 'an office admits another one in its own place, never in the place of a third, whose records are not its own to give',
  source: needToKnow,
  level: 'block',
  integrity: true,
  holds: (_, { data: { inPlaceOf }, actor }) => inPlaceOf === undefined || inPlaceOf === actor.agencyId,
}
