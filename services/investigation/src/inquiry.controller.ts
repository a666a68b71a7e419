import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  CloseInvestigation,
  RecordCoerciveMeasure,
  RecordOnlineTrace,
  RecordPreservationAnswer,
  ReopenInvestigation,
  RequestPreservation,
  SuspendInvestigation,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { investigationStream } from './investigation.stream.ts'

@ApiTags('inquiry')
@Controller('cases/:caseId')
export class InquiryController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('record-online-trace')
  @Roles('lead-investigator', 'investigator')
  recordOnlineTrace(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordOnlineTrace) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, RecordOnlineTrace, asked, body)
  }

  @Post('request-preservation')
  @Roles('lead-investigator')
  requestPreservation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RequestPreservation) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, RequestPreservation, asked, body)
  }

  @Post('record-preservation-answer')
  @Roles('lead-investigator', 'investigator')
  recordPreservationAnswer(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordPreservationAnswer) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, RecordPreservationAnswer, asked, body)
  }

  @Post('record-coercive-measure')
  @Roles('lead-investigator', 'investigator')
  recordCoerciveMeasure(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordCoerciveMeasure) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, RecordCoerciveMeasure, asked, body)
  }

  @Post('suspend-investigation')
  @Roles('lead-investigator')
  suspendInvestigation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(SuspendInvestigation) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, SuspendInvestigation, asked, body)
  }

  @Post('close-investigation')
  @Roles('lead-investigator')
  closeInvestigation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(CloseInvestigation) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, CloseInvestigation, asked, body)
  }

  @Post('reopen-investigation')
  @Roles('lead-investigator')
  reopenInvestigation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReopenInvestigation) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, ReopenInvestigation, asked, body)
  }
}
