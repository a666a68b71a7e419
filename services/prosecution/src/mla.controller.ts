import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  AcknowledgeMlaRequest,
  ExecuteMlaRequest,
  ReceiveMlaRequest,
  RefuseMlaRequest,
  SendMlaRequest,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { mlaStream } from './mla.stream.ts'

@ApiTags('mutual assistance')
@Controller('cases/:caseId')
export class MlaController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('send-mla-request')
  @Roles('prosecutor', 'supervising-prosecutor')
  sendMlaRequest(@WhoAsks() asked: Asked, @Body({ schema: commandBody(SendMlaRequest) }) body: CommandBody<unknown>) {
    return this.desk.on(mlaStream, SendMlaRequest, asked, body)
  }

  @Post('receive-mla-request')
  @Roles('prosecutor', 'supervising-prosecutor')
  receiveMlaRequest(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReceiveMlaRequest) }) body: CommandBody<unknown>) {
    return this.desk.on(mlaStream, ReceiveMlaRequest, asked, body)
  }

  @Post('acknowledge-mla-request')
  @Roles('prosecutor', 'supervising-prosecutor')
  acknowledgeMlaRequest(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AcknowledgeMlaRequest) }) body: CommandBody<unknown>) {
    return this.desk.on(mlaStream, AcknowledgeMlaRequest, asked, body)
  }

  @Post('execute-mla-request')
  @Roles('prosecutor', 'supervising-prosecutor')
  executeMlaRequest(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ExecuteMlaRequest) }) body: CommandBody<unknown>) {
    return this.desk.on(mlaStream, ExecuteMlaRequest, asked, body)
  }

  @Post('refuse-mla-request')
  @Roles('prosecutor', 'supervising-prosecutor')
  refuseMlaRequest(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RefuseMlaRequest) }) body: CommandBody<unknown>) {
    return this.desk.on(mlaStream, RefuseMlaRequest, asked, body)
  }
}
