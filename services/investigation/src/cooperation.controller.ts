import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  RecordPoliceCooperationAnswer,
  RequestPoliceCooperation,
  ShareSpontaneousInformation,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { cooperationStream } from './cooperation.stream.ts'

@ApiTags('cooperation')
@Controller('cases/:caseId')
export class CooperationController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('request-police-cooperation')
  @Roles('lead-investigator')
  requestPoliceCooperation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RequestPoliceCooperation) }) body: CommandBody<unknown>) {
    return this.desk.on(cooperationStream, RequestPoliceCooperation, asked, body)
  }

  @Post('record-police-cooperation-answer')
  @Roles('lead-investigator', 'investigator')
  recordPoliceCooperationAnswer(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(RecordPoliceCooperationAnswer) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(cooperationStream, RecordPoliceCooperationAnswer, asked, body)
  }

  @Post('share-spontaneous-information')
  @Roles('lead-investigator')
  shareSpontaneousInformation(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(ShareSpontaneousInformation) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(cooperationStream, ShareSpontaneousInformation, asked, body)
  }
}
