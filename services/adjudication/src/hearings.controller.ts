import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  AdjournHearing,
  EnterPlea,
  GiveTestimony,
  HoldHearing,
  OrderHearingDate,
  ReceiveVictimImpact,
  RuleOnEvidence,
  ScheduleHearing,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { courtCaseStream } from './court-case.stream.ts'

@ApiTags('hearings')
@Controller('cases/:caseId')
export class HearingsController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('order-hearing-date')
  @Roles('registrar', 'judge')
  orderHearingDate(@WhoAsks() asked: Asked, @Body({ schema: commandBody(OrderHearingDate) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, OrderHearingDate, asked, body)
  }

  @Post('schedule-hearing')
  @Roles('registrar')
  scheduleHearing(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ScheduleHearing) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, ScheduleHearing, asked, body)
  }

  @Post('adjourn-hearing')
  @Roles('registrar', 'judge')
  adjournHearing(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AdjournHearing) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, AdjournHearing, asked, body)
  }

  @Post('hold-hearing')
  @Roles('registrar', 'judge')
  holdHearing(@WhoAsks() asked: Asked, @Body({ schema: commandBody(HoldHearing) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, HoldHearing, asked, body)
  }

  @Post('enter-plea')
  @Roles('registrar', 'judge')
  enterPlea(@WhoAsks() asked: Asked, @Body({ schema: commandBody(EnterPlea) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, EnterPlea, asked, body)
  }

  @Post('give-testimony')
  @Roles('registrar', 'judge')
  giveTestimony(@WhoAsks() asked: Asked, @Body({ schema: commandBody(GiveTestimony) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, GiveTestimony, asked, body)
  }

  @Post('rule-on-evidence')
  @Roles('judge')
  ruleOnEvidence(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RuleOnEvidence) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, RuleOnEvidence, asked, body)
  }

  @Post('receive-victim-impact')
  @Roles('registrar', 'judge')
  receiveVictimImpact(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReceiveVictimImpact) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, ReceiveVictimImpact, asked, body)
  }
}
