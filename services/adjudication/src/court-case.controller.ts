import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { OpensCase, Roles } from '@case-timeline/access'
import {
  AssignJudge,
  commandBody,
  type CommandBody,
  DeliverVerdict,
  HoldHearing,
  ImposeSentence,
  RegisterCourtCase,
  ScheduleHearing,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { courtCaseStream } from './court-case.stream.ts'

@ApiTags('court case')
@Controller('cases/:caseId')
export class CourtCaseController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('register-court-case')
  @Roles('registrar')
  @OpensCase()
  registerCourtCase(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RegisterCourtCase) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, RegisterCourtCase, asked, body)
  }

  @Post('assign-judge')
  @Roles('registrar')
  assignJudge(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AssignJudge) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, AssignJudge, asked, body)
  }

  @Post('schedule-hearing')
  @Roles('registrar')
  scheduleHearing(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ScheduleHearing) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, ScheduleHearing, asked, body)
  }

  @Post('hold-hearing')
  @Roles('registrar', 'judge')
  holdHearing(@WhoAsks() asked: Asked, @Body({ schema: commandBody(HoldHearing) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, HoldHearing, asked, body)
  }

  @Post('deliver-verdict')
  @Roles('judge')
  deliverVerdict(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DeliverVerdict) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, DeliverVerdict, asked, body)
  }

  @Post('impose-sentence')
  @Roles('judge')
  imposeSentence(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ImposeSentence) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, ImposeSentence, asked, body)
  }
}
