import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, investigationDetentionCommands } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { custodyStream } from './custody.stream.ts'

const { OrderDetention, ExtendDetention, EndDetention } = investigationDetentionCommands

@ApiTags('custody')
@Controller('cases/:caseId')
export class CustodyController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('order-detention')
  @Roles('lead-investigator', 'investigator')
  orderDetention(@WhoAsks() asked: Asked, @Body({ schema: commandBody(OrderDetention) }) body: CommandBody<unknown>) {
    return this.desk.on(custodyStream, OrderDetention, asked, body)
  }

  @Post('extend-detention')
  @Roles('lead-investigator', 'investigator')
  extendDetention(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ExtendDetention) }) body: CommandBody<unknown>) {
    return this.desk.on(custodyStream, ExtendDetention, asked, body)
  }

  @Post('end-detention')
  @Roles('lead-investigator', 'investigator')
  endDetention(@WhoAsks() asked: Asked, @Body({ schema: commandBody(EndDetention) }) body: CommandBody<unknown>) {
    return this.desk.on(custodyStream, EndDetention, asked, body)
  }
}
