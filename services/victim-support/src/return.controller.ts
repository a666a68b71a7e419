import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  AgreeRepatriation,
  CompleteRepatriation,
  DecideTemporaryStay,
  RecordProtectionClaim,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { personStream } from './person.stream.ts'

@ApiTags('stay and return')
@Controller('cases/:caseId')
export class ReturnController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('decide-temporary-stay')
  @Roles('case-worker', 'support-lead')
  decideTemporaryStay(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DecideTemporaryStay) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, DecideTemporaryStay, asked, body)
  }

  @Post('record-protection-claim')
  @Roles('case-worker', 'support-lead')
  recordProtectionClaim(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordProtectionClaim) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, RecordProtectionClaim, asked, body)
  }

  @Post('agree-repatriation')
  @Roles('case-worker', 'support-lead')
  agreeRepatriation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AgreeRepatriation) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, AgreeRepatriation, asked, body)
  }

  @Post('complete-repatriation')
  @Roles('case-worker', 'support-lead')
  completeRepatriation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(CompleteRepatriation) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, CompleteRepatriation, asked, body)
  }
}
