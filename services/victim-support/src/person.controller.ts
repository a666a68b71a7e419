import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  AnswerReferral,
  AppointGuardian,
  AssessRisk,
  GrantConsent,
  InformOfRights,
  MakeReferral,
  OpenSupportCase,
  WithdrawConsent,
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

  @Post('grant-consent')
  @Roles('case-worker', 'support-lead')
  grantConsent(@WhoAsks() asked: Asked, @Body({ schema: commandBody(GrantConsent) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, GrantConsent, asked, body)
  }

  @Post('withdraw-consent')
  @Roles('case-worker', 'support-lead')
  withdrawConsent(@WhoAsks() asked: Asked, @Body({ schema: commandBody(WithdrawConsent) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, WithdrawConsent, asked, body)
  }

  @Post('make-referral')
  @Roles('case-worker', 'support-lead')
  makeReferral(@WhoAsks() asked: Asked, @Body({ schema: commandBody(MakeReferral) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, MakeReferral, asked, body)
  }

  @Post('answer-referral')
  @Roles('case-worker', 'support-lead')
  answerReferral(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AnswerReferral) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, AnswerReferral, asked, body)
  }
}
