import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  AppointGuardian,
  AssessRisk,
  CloseSupportCase,
  InformOfRights,
  OpenSupportCase,
  RecordMajority,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { personStream } from './person.stream.ts'

@ApiTags('a person of the case')
@Controller('cases/:caseId')
export class PersonController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('open-support-case')
  @Roles('case-worker', 'support-lead')
  openSupportCase(@WhoAsks() asked: Asked, @Body({ schema: commandBody(OpenSupportCase) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, OpenSupportCase, asked, body)
  }

  @Post('inform-of-rights')
  @Roles('case-worker', 'support-lead')
  informOfRights(@WhoAsks() asked: Asked, @Body({ schema: commandBody(InformOfRights) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, InformOfRights, asked, body)
  }

  @Post('assess-risk')
  @Roles('case-worker', 'support-lead')
  assessRisk(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AssessRisk) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, AssessRisk, asked, body)
  }

  @Post('appoint-guardian')
  @Roles('case-worker', 'support-lead')
  appointGuardian(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AppointGuardian) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, AppointGuardian, asked, body)
  }

  @Post('record-majority')
  @Roles('case-worker', 'support-lead')
  recordMajority(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordMajority) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, RecordMajority, asked, body)
  }

  @Post('close-support-case')
  @Roles('case-worker', 'support-lead')
  closeSupportCase(@WhoAsks() asked: Asked, @Body({ schema: commandBody(CloseSupportCase) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, CloseSupportCase, asked, body)
  }
}
