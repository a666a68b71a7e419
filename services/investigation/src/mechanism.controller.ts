import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, EndCooperationMechanism, EstablishCooperationMechanism } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { mechanismStream } from './mechanism.stream.ts'

@ApiTags('cooperation')
@Controller('cases/:caseId')
export class MechanismController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('establish-cooperation-mechanism')
  @Roles('lead-investigator')
  establishCooperationMechanism(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(EstablishCooperationMechanism) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(mechanismStream, EstablishCooperationMechanism, asked, body)
  }

  @Post('end-cooperation-mechanism')
  @Roles('lead-investigator')
  endCooperationMechanism(@WhoAsks() asked: Asked, @Body({ schema: commandBody(EndCooperationMechanism) }) body: CommandBody<unknown>) {
    return this.desk.on(mechanismStream, EndCooperationMechanism, asked, body)
  }
}
