import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  AnswerReferral,
  GrantConsent,
  MakeReferral,
  NotifyPartyOfIdentification,
  RecordNotificationObjection,
  RefuseConsent,
  WithdrawConsent,
  WithdrawNotificationObjection,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { personStream } from './person.stream.ts'

@ApiTags('consent, referral and notice')
@Controller('cases/:caseId')
export class SharingController {
  constructor(private readonly desk: CommandDesk) {}

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

  @Post('refuse-consent')
  @Roles('case-worker', 'support-lead')
  refuseConsent(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RefuseConsent) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, RefuseConsent, asked, body)
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

  @Post('record-notification-objection')
  @Roles('case-worker', 'support-lead')
  recordNotificationObjection(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(RecordNotificationObjection) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(personStream, RecordNotificationObjection, asked, body)
  }

  @Post('withdraw-notification-objection')
  @Roles('case-worker', 'support-lead')
  withdrawNotificationObjection(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(WithdrawNotificationObjection) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(personStream, WithdrawNotificationObjection, asked, body)
  }

  @Post('notify-party-of-identification')
  @Roles('case-worker', 'support-lead')
  notifyPartyOfIdentification(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(NotifyPartyOfIdentification) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(personStream, NotifyPartyOfIdentification, asked, body)
  }
}
