import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, ThisService } from '@case-timeline/access'
import { asSent, commandBody, type CommandBody, correctEvent, retractEvent } from '@case-timeline/contracts'
import { type RequestContext, Context } from './request-context.ts'
import { CommandHandler } from './command-handler.ts'

/** The body has the same schema in every service, so the commands of any service define it. */
const CorrectBody = asSent(commandBody(correctEvent('auditTrail')))
const RetractBody = asSent(commandBody(retractEvent('auditTrail')))

/** A wrong fact is corrected by another fact; the original stays. */
@ApiTags('corrections')
@Controller('cases/:caseId')
export class CorrectionsController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly self: ThisService,
  ) {}

  @Post('correct-event')
  @Roles('records-supervisor')
  correct(@Context() context: RequestContext, @Body({ schema: CorrectBody }) body: CommandBody<unknown>) {
    return this.commands.correct(correctEvent(this.self.service), context, body)
  }

  @Post('retract-event')
  @Roles('records-supervisor')
  retract(@Context() context: RequestContext, @Body({ schema: RetractBody }) body: CommandBody<unknown>) {
    return this.commands.correct(retractEvent(this.self.service), context, body)
  }
}
