import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, DecideExtradition, RequestExtradition } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { extraditionStream } from './extradition.stream.ts'

@ApiTags('mutual assistance')
@Controller('cases/:caseId')
export class ExtraditionController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('request-extradition')
  @Roles('prosecutor', 'supervising-prosecutor')
  requestExtradition(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RequestExtradition) }) body: CommandBody<unknown>) {
    return this.desk.on(extraditionStream, RequestExtradition, asked, body)
  }

  @Post('decide-extradition')
  @Roles('prosecutor', 'supervising-prosecutor')
  decideExtradition(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DecideExtradition) }) body: CommandBody<unknown>) {
    return this.desk.on(extraditionStream, DecideExtradition, asked, body)
  }
}
