import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { OpensCase, Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  ApplyNonPunishment,
  AssignJudge,
  DecideAppeal,
  DeliverVerdict,
  ImposeSentence,
  MakeJudgmentFinal,
  RecuseJudge,
  RegisterCourtCase,
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

  @Post('recuse-judge')
  @Roles('registrar', 'judge')
  recuseJudge(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecuseJudge) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, RecuseJudge, asked, body)
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

  @Post('decide-appeal')
  @Roles('judge')
  decideAppeal(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DecideAppeal) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, DecideAppeal, asked, body)
  }

  @Post('make-judgment-final')
  @Roles('registrar', 'judge')
  makeJudgmentFinal(@WhoAsks() asked: Asked, @Body({ schema: commandBody(MakeJudgmentFinal) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, MakeJudgmentFinal, asked, body)
  }

  @Post('apply-non-punishment')
  @Roles('judge')
  applyNonPunishment(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ApplyNonPunishment) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, ApplyNonPunishment, asked, body)
  }
}
