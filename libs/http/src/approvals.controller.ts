import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CASE_READERS, Roles, ThisService } from '@case-timeline/access'
import { approvalCommandsOf, asSent, commandBody, type CommandBody } from '@case-timeline/contracts'
import { type RequestContext, Context } from './request-context.ts'
import { CommandHandler } from './command-handler.ts'

/** The bodies are the same for every service. */
const commands = approvalCommandsOf('auditTrail')
const GiveBody = asSent(commandBody(commands.GiveApproval))
const DeclineBody = asSent(commandBody(commands.DeclineApproval))
const WithdrawBody = asSent(commandBody(commands.WithdrawApprovalRequest))

/** A request names the roles of its second person: one of them may decide it. */
const SENDERS = [...CASE_READERS, 'auditor', 'analyst'] as const

/** The acts of a second person on a command that waits for approval, and its withdrawal by its sender. */
@ApiTags('approvals')
@Controller('cases/:caseId')
export class ApprovalsController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly self: ThisService,
  ) {}

  @Post('give-approval')
  @Roles(...SENDERS)
  give(@Context() context: RequestContext, @Body({ schema: GiveBody }) body: CommandBody<unknown>) {
    return this.commands.onRequest(approvalCommandsOf(this.self.service).GiveApproval, context, body)
  }

  @Post('decline-approval')
  @Roles(...SENDERS)
  decline(@Context() context: RequestContext, @Body({ schema: DeclineBody }) body: CommandBody<unknown>) {
    return this.commands.onRequest(approvalCommandsOf(this.self.service).DeclineApproval, context, body)
  }

  @Post('withdraw-approval-request')
  @Roles(...SENDERS)
  withdraw(@Context() context: RequestContext, @Body({ schema: WithdrawBody }) body: CommandBody<unknown>) {
    return this.commands.onRequest(approvalCommandsOf(this.self.service).WithdrawApprovalRequest, context, body)
  }
}
