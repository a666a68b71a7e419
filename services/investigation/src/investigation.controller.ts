import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { OpensCase, Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  ArrestSuspect,
  ConductScreening,
  IdentifyPresumedVictim,
  IdentifySuspect,
  OpenCase,
  ReferCaseToProsecution,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { investigationStream } from './investigation.stream.ts'

@ApiTags('investigation')
@Controller('cases/:caseId')
export class InvestigationController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('open-case')
  @Roles('lead-investigator')
  @OpensCase()
  openCase(@WhoAsks() asked: Asked, @Body({ schema: commandBody(OpenCase) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, OpenCase, asked, body)
  }

  @Post('conduct-screening')
  @Roles('lead-investigator', 'investigator')
  conductScreening(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ConductScreening) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, ConductScreening, asked, body)
  }

  @Post('identify-presumed-victim')
  @Roles('lead-investigator', 'investigator')
  identifyPresumedVictim(@WhoAsks() asked: Asked, @Body({ schema: commandBody(IdentifyPresumedVictim) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, IdentifyPresumedVictim, asked, body)
  }

  @Post('identify-suspect')
  @Roles('lead-investigator', 'investigator')
  identifySuspect(@WhoAsks() asked: Asked, @Body({ schema: commandBody(IdentifySuspect) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, IdentifySuspect, asked, body)
  }

  @Post('arrest-suspect')
  @Roles('lead-investigator', 'investigator')
  arrestSuspect(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ArrestSuspect) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, ArrestSuspect, asked, body)
  }

  @Post('refer-case-to-prosecution')
  @Roles('lead-investigator')
  referCaseToProsecution(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReferCaseToProsecution) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, ReferCaseToProsecution, asked, body)
  }
}
