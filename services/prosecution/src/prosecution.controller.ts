import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, AssessNonPunishment, FileIndictment, LayCharge } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { prosecutionStream } from './prosecution.stream.ts'

@ApiTags('prosecution')
@Controller('cases/:caseId')
export class ProsecutionController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('assess-non-punishment')
  @Roles('prosecutor', 'supervising-prosecutor')
  assessNonPunishment(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AssessNonPunishment) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, AssessNonPunishment, asked, body)
  }

  @Post('lay-charge')
  @Roles('prosecutor', 'supervising-prosecutor')
  layCharge(@WhoAsks() asked: Asked, @Body({ schema: commandBody(LayCharge) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, LayCharge, asked, body)
  }

  @Post('file-indictment')
  @Roles('prosecutor', 'supervising-prosecutor')
  fileIndictment(@WhoAsks() asked: Asked, @Body({ schema: commandBody(FileIndictment) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, FileIndictment, asked, body)
  }
}
