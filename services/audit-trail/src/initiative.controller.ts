import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  AgreeInitiative,
  commandBody,
  type CommandBody,
  correctEvent,
  CorrectInitiativeEvent,
  RaiseChallenge,
  retractEvent,
  RetractInitiativeEvent,
  ReviewInitiative,
} from '@case-timeline/contracts'
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

  @Post('correct-initiative-event')
  @Roles('records-supervisor')
  correct(@WhoAsks() asked: Asked, @Body({ schema: commandBody(CorrectInitiativeEvent) }) body: InitiativeBody) {
    return this.desk.correct(correctEvent('auditTrail'), asked, ...named(body))
  }

  @Post('retract-initiative-event')
  @Roles('records-supervisor')
  retract(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RetractInitiativeEvent) }) body: InitiativeBody) {
    return this.desk.correct(retractEvent('auditTrail'), asked, ...named(body))
  }
}

type InitiativeBody = CommandBody<{ readonly initiativeId: string }>

/** What is stated of a fact, and the initiative in whose record it stands. */
const named = (body: InitiativeBody) => {
  const { initiativeId: streamId, ...data } = body.data
  return [
    { ...body, data },
    { aggregate: initiativeStream, streamId },
  ] as const
}
