import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  AnswerTreatmentConcern,
  LodgeComplaint,
  RaiseTreatmentConcern,
  ResolveComplaint,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { complaintStream } from './complaint.stream.ts'

@ApiTags('complaints and concerns')
@Controller('cases/:caseId')
export class ComplaintController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('lodge-complaint')
  @Roles('case-worker', 'support-lead')
  lodgeComplaint(@WhoAsks() asked: Asked, @Body({ schema: commandBody(LodgeComplaint) }) body: CommandBody<unknown>) {
    return this.desk.on(complaintStream, LodgeComplaint, asked, body)
  }

  @Post('resolve-complaint')
  @Roles('case-worker', 'support-lead')
  resolveComplaint(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ResolveComplaint) }) body: CommandBody<unknown>) {
    return this.desk.on(complaintStream, ResolveComplaint, asked, body)
  }

  @Post('raise-treatment-concern')
  @Roles('case-worker', 'support-lead')
  raiseTreatmentConcern(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RaiseTreatmentConcern) }) body: CommandBody<unknown>) {
    return this.desk.on(complaintStream, RaiseTreatmentConcern, asked, body)
  }

  @Post('answer-treatment-concern')
  @Roles('case-worker', 'support-lead')
  answerTreatmentConcern(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AnswerTreatmentConcern) }) body: CommandBody<unknown>) {
    return this.desk.on(complaintStream, AnswerTreatmentConcern, asked, body)
  }
}
