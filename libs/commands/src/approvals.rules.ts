import { actingAgencyOf, isSameUser } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { Approvals, DeclineApproval, GiveApproval, WithdrawApprovalRequest } from './approvals.ts'

type CommandOnRequest = GiveApproval | DeclineApproval | WithdrawApprovalRequest
type SecondPersonsAct = GiveApproval | DeclineApproval

const DUTIES = 'separation of duties: nobody approves their own request'
const INTEGRITY = 'integrity of the record'

const requestIdOf = (_: Approvals, { data: { requestId } }: CommandOnRequest): readonly string[] => [requestId]

export const requestOfOwnAgencyIsPending: Rule<Approvals, CommandOnRequest> = {
  id: 'case.request-of-own-agency-is-pending',
  sentence: 'a request is approved, declined or withdrawn only by its own agency, and only while it is pending',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: ({ requests, closed }, { data: { requestId }, actor, known: { requester } }) =>
    requests[requestId] !== undefined && requester?.agencyId === actingAgencyOf(actor) && !closed.includes(requestId),
  facts: requestIdOf,
}

export const requestHasNotLapsed: Rule<Approvals, SecondPersonsAct> = {
  id: 'case.request-has-not-lapsed',
  sentence: 'a request that has lapsed is not approved: the command has to be sent again',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: ({ requests }, { data: { requestId }, now }) => Date.parse(now) <= Date.parse(requests[requestId]?.lapsesAt ?? ''),
  facts: requestIdOf,
}

export const approverIsNotRequester: Rule<Approvals, SecondPersonsAct> = {
  id: 'case.approver-is-not-requester',
  sentence: 'a request is approved or declined by a person other than the one who sent the command',
  source: DUTIES,
  level: 'block',
  integrity: true,
  holds: (_, { actor, known: { requester } }) => !isSameUser(requester?.userId, actor.userId),
  facts: requestIdOf,
}

export const approverHasNamedRole: Rule<Approvals, SecondPersonsAct> = {
  id: 'case.approver-has-named-role',
  sentence: 'a request is approved or declined by a person who has one of the roles that the request names',
  source: DUTIES,
  level: 'block',
  integrity: true,
  holds: ({ requests }, { data: { requestId }, actor }) => requests[requestId]?.approvedBy.includes(actor.role) ?? false,
  facts: ({ requests }, { data: { requestId } }) => requests[requestId]?.approvedBy ?? [],
}

export const approvalIsOfRequestedCommand: Rule<Approvals, GiveApproval> = {
  id: 'case.approval-is-of-requested-command',
  sentence: 'an approval names the digest of the command that was requested',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: ({ requests }, { data: { requestId, digest } }) => requests[requestId]?.digest === digest,
  facts: requestIdOf,
}

export const requesterStillHasAccess: Rule<Approvals, GiveApproval> = {
  id: 'case.requester-still-has-access',
  sentence: 'a command is approved only as long as its sender is not excluded from the case',
  source: 'need to know; UNCAC 7(4), 8(5): conflicts of interest',
  level: 'block',
  integrity: true,
  holds: (_, { known: { requesterIsExcluded } }) => !requesterIsExcluded,
  facts: requestIdOf,
}

export const onlyRequesterWithdraws: Rule<Approvals, WithdrawApprovalRequest> = {
  id: 'case.only-requester-withdraws',
  sentence: 'a request is withdrawn only by the person who sent the command',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: (_, { actor, known: { requester } }) => isSameUser(requester?.userId, actor.userId),
  facts: requestIdOf,
}
