import type { Decided } from '@case-timeline/decider'
import type { ApprovalEvent, Approvals, DeclineApproval, GiveApproval, WithdrawApprovalRequest } from './approvals.ts'
import {
  approvalIsOfRequestedCommand,
  approverHasNamedRole,
  approverIsNotRequester,
  onlyRequesterWithdraws,
  requesterStillHasAccess,
  requestHasNotLapsed,
  requestOfOwnAgencyIsPending,
} from './approvals.rules.ts'

type Decision = Decided<ApprovalEvent>

export const giveApproval = (_: Approvals, { data }: GiveApproval): Decision => ({
  under: [
    requestOfOwnAgencyIsPending,
    approverIsNotRequester,
    approverHasNamedRole,
    requestHasNotLapsed,
    approvalIsOfRequestedCommand,
    requesterStillHasAccess,
  ],
  events: [{ type: 'case.ApprovalGiven', data }],
})

export const declineApproval = (_: Approvals, { data }: DeclineApproval): Decision => ({
  under: [requestOfOwnAgencyIsPending, approverIsNotRequester, approverHasNamedRole, requestHasNotLapsed],
  events: [{ type: 'case.ApprovalDeclined', data }],
})

export const withdrawApprovalRequest = (_: Approvals, { data }: WithdrawApprovalRequest): Decision => ({
  under: [requestOfOwnAgencyIsPending, onlyRequesterWithdraws],
  events: [{ type: 'case.ApprovalRequestWithdrawn', data }],
})
