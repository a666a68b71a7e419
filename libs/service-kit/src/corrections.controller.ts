import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, ThisService } from '@case-timeline/access'
import { commandBody, type CommandBody, correctEvent, retractEvent } from '@case-timeline/contracts'
import { type Asked, WhoAsks } from './asked.ts'
import { CommandDesk } from './command-desk.ts'

/** The body is the same for every service. */
const CorrectBody = commandBody(correctEvent('auditTrail'))
const RetractBody = commandBody(retractEvent('auditTrail'))

/** A wrong fact is corrected by another fact; the original stays. */
@ApiTags('corrections')
@Controller('cases/:caseId')
export class CorrectionsController {
  constructor(
    private readonly desk: CommandDesk,
    private readonly self: ThisService,
  ) {}

  @Post('correct-event')
  @Roles('records-supervisor')
  correct(@WhoAsks() asked: Asked, @Body({ schema: CorrectBody }) body: CommandBody<unknown>) {
    return this.desk.correct(correctEvent(this.self.service), asked, body)
  }

  @Post('retract-event')
  @Roles('records-supervisor')
  retract(@WhoAsks() asked: Asked, @Body({ schema: RetractBody }) body: CommandBody<unknown>) {
    return this.desk.correct(retractEvent(this.self.service), asked, body)
  }
}
