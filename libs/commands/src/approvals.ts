import type { ApprovalCommands, FactOf, RecordedFact } from '@case-timeline/contracts'
import type * as contract from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type ApprovalEvent = FactOf<
  | typeof contract.ApprovalRequested
  | typeof contract.ApprovalGiven
  | typeof contract.ApprovalDeclined
  | typeof contract.ApprovalRequestWithdrawn
  | typeof contract.ApprovedCommandDecided
>

type Requested = FactOf<typeof contract.ApprovalRequested>['data']

/** The requests for approval of one case, by the id of the event that made them. */
export interface Approvals {
  readonly requests: Readonly<Record<string, Requested>>
  /** The ids of the requests that are approved, declined or withdrawn. */
  readonly closed: readonly string[]
}

export const noApprovals: Approvals = { requests: {}, closed: [] }

/** The facts that a command on a request reads of the case. */
export interface KnownRequest {
  /** Who sent the command that waits; undefined if there is no such request. */
  readonly requester: { readonly userId: string; readonly agencyId: string } | undefined
  /** Whether the requester was excluded from the case. */
  readonly requesterIsExcluded: boolean
}

export type GiveApproval = CommandOf<ApprovalCommands['GiveApproval'], KnownRequest>
export type DeclineApproval = CommandOf<ApprovalCommands['DeclineApproval'], KnownRequest>
export type WithdrawApprovalRequest = CommandOf<ApprovalCommands['WithdrawApprovalRequest'], KnownRequest>

export const evolve = (approvals: Approvals, event: RecordedFact<ApprovalEvent>): Approvals => {
  switch (event.type) {
    case 'case.ApprovalRequested':
      return { ...approvals, requests: { ...approvals.requests, [event.id]: event.data } }
    case 'case.ApprovalGiven':
    case 'case.ApprovalDeclined':
    case 'case.ApprovalRequestWithdrawn':
      return { ...approvals, closed: [...approvals.closed, event.data.requestId] }
    case 'case.ApprovedCommandDecided':
      return approvals
  }
}
