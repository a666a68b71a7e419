import { commandType } from '../command-type.ts'
import type { ServiceName } from '../fields.ts'
import { ApprovalDeclined } from './approval-declined.ts'
import { ApprovalGiven } from './approval-given.ts'
import { ApprovalRequested } from './approval-requested.ts'
import { ApprovalRequestWithdrawn } from './approval-request-withdrawn.ts'
import { ApprovedCommandDecided } from './approved-command-decided.ts'

/** The events of commands that wait for approval: none of them is a fact of the case. */
export const APPROVAL_EVENT_TYPES = [
  ApprovalRequested,
  ApprovalGiven,
  ApprovalDeclined,
  ApprovalRequestWithdrawn,
  ApprovedCommandDecided,
] as const

/** The commands on requests for approval: every service accepts them for commands that wait in it. */
export const approvalCommandsOf = (service: ServiceName) => ({
  GiveApproval: commandType({
    name: 'GiveApproval',
    service,
    meaning: 'Approves a command of another person: the command is decided now. Only over HTTP, with the token of the second person.',
    data: ApprovalGiven.data,
    example: ApprovalGiven.example,
    personal: true,
  }),
  DeclineApproval: commandType({
    name: 'DeclineApproval',
    service,
    meaning: 'Declines to approve a command of another person: it is not recorded. Only over HTTP, with the token of the second person.',
    data: ApprovalDeclined.data,
    example: ApprovalDeclined.example,
    personal: true,
  }),
  WithdrawApprovalRequest: commandType({
    name: 'WithdrawApprovalRequest',
    service,
    meaning: 'Withdraws a command that waits for approval, by the person who sent it.',
    data: ApprovalRequestWithdrawn.data,
    example: ApprovalRequestWithdrawn.example,
  }),
})
export type ApprovalCommands = ReturnType<typeof approvalCommandsOf>
