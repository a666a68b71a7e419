import { APPROVAL_EVENT_TYPES, approvalCommandsOf, ApprovalRequested, type ServiceName } from '@case-timeline/contracts'
import { actingAgencyOf, type CaseHistory, isSameUser, type Reading, streamName, streamUnchanged } from '@case-timeline/casework'
import { aggregate, type Aggregate, takes } from './aggregate.ts'
import { evolve, noApprovals, type KnownRequest } from './approvals.ts'
import { declineApproval, giveApproval, withdrawApprovalRequest } from './approval-decisions.ts'

/** The aggregate's part of the stream name. */
const APPROVALS = 'approvals'

/**
 * The stream of the requests for approval that concern a case.
 * @param id the case, or the id of the stream that a command of no case concerns
 */
export const approvalsStream = (service: ServiceName, id: string): string => streamName(service, APPROVALS, id)

const requestRead =
  (service: ServiceName) =>
  (history: CaseHistory, { data: { requestId } }: { readonly data: { readonly requestId: string } }): Reading<KnownRequest> => {
    const ofService = approvalsStream(service, '')
    const request = history.events.find(
      ({ id, type, stream }) => id === requestId && type === ApprovalRequested.type && stream.startsWith(ofService),
    )
    const record = streamName(service, 'record', history.caseId ?? '')
    const actor = request?.envelope.actor
    const requester = actor && { userId: actor.userId, agencyId: actingAgencyOf(actor) }
    const exclusions = history.facts('case.AccessExcluded').filter(({ stored }) => stored.stream === record)
    return {
      known: { requester, requesterIsExcluded: exclusions.some(({ data }) => isSameUser(data.userId, requester?.userId)) },
      read: request ? [request] : [],
      ...(history.caseId === undefined ? {} : { guards: [streamUnchanged(history, record)] }),
    }
  }

/**
 * The requests of a service for the approval of a second person: `<service>.approvals-<caseId>`. Requests are recorded
 * by the command that waits, not by a command of this table.
 * @param streamId for commands that belong to no case: the id of the stream that they concern
 */
export const approvalsOf = (service: ServiceName, streamId?: string): Aggregate => {
  const contract = approvalCommandsOf(service)
  const reads = requestRead(service)
  return aggregate({
    service,
    name: APPROVALS,
    events: APPROVAL_EVENT_TYPES,
    initial: noApprovals,
    evolve,
    streamId: (caseId) => streamId ?? caseId,
    judgesReferences: true,
    commands: [
      takes(contract.GiveApproval, { reads, decide: giveApproval }),
      takes(contract.DeclineApproval, { reads, decide: declineApproval }),
      takes(contract.WithdrawApprovalRequest, { reads, decide: withdrawApprovalRequest }),
    ],
  }) as unknown as Aggregate
}
