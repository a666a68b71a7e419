import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, EstablishJointInvestigation } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { jointInvestigationStream } from './joint-investigation.stream.ts'

@ApiTags('cooperation')
@Controller('cases/:caseId')
export class JointInvestigationController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('establish-joint-investigation')
  @Roles('lead-investigator')
  establishJointInvestigation(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(EstablishJointInvestigation) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(jointInvestigationStream, EstablishJointInvestigation, asked, body)
  }
}
