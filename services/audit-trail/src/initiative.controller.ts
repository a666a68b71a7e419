import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, AgreeInitiative, RaiseChallenge, ReviewInitiative } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { initiativeStream } from './initiative.stream.ts'

@ApiTags('initiatives')
@Controller('initiatives')
export class InitiativeController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('raise-challenge')
  @Roles('analyst', 'auditor', 'records-supervisor')
  raiseChallenge(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RaiseChallenge) }) body: CommandBody<unknown>) {
    return this.desk.on(initiativeStream, RaiseChallenge, asked, body)
  }

  @Post('agree-initiative')
  @Roles('analyst', 'auditor', 'records-supervisor')
  agreeInitiative(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AgreeInitiative) }) body: CommandBody<unknown>) {
    return this.desk.on(initiativeStream, AgreeInitiative, asked, body)
  }

  @Post('review-initiative')
  @Roles('analyst', 'auditor', 'records-supervisor')
  reviewInitiative(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReviewInitiative) }) body: CommandBody<unknown>) {
    return this.desk.on(initiativeStream, ReviewInitiative, asked, body)
  }
}
