import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, OrderCompensation, RecordCompensationPayment } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { compensationStream } from './compensation.stream.ts'

@ApiTags('compensation')
@Controller('cases/:caseId')
export class CompensationController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('order-compensation')
  @Roles('judge')
  orderCompensation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(OrderCompensation) }) body: CommandBody<unknown>) {
    return this.desk.on(compensationStream, OrderCompensation, asked, body)
  }

  @Post('record-compensation-payment')
  @Roles('registrar')
  recordCompensationPayment(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordCompensationPayment) }) body: CommandBody<unknown>) {
    return this.desk.on(compensationStream, RecordCompensationPayment, asked, body)
  }
}
