import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  DecideBail,
  LiftProtectionMeasure,
  OrderConfidentiality,
  OrderConfiscation,
  OrderProtectionMeasure,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { courtCaseStream } from './court-case.stream.ts'

@ApiTags('orders')
@Controller('cases/:caseId')
export class OrdersController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('order-confidentiality')
  @Roles('judge')
  orderConfidentiality(@WhoAsks() asked: Asked, @Body({ schema: commandBody(OrderConfidentiality) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, OrderConfidentiality, asked, body)
  }

  @Post('order-protection-measure')
  @Roles('judge')
  orderProtectionMeasure(@WhoAsks() asked: Asked, @Body({ schema: commandBody(OrderProtectionMeasure) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, OrderProtectionMeasure, asked, body)
  }

  @Post('lift-protection-measure')
  @Roles('judge')
  liftProtectionMeasure(@WhoAsks() asked: Asked, @Body({ schema: commandBody(LiftProtectionMeasure) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, LiftProtectionMeasure, asked, body)
  }

  @Post('decide-bail')
  @Roles('registrar', 'judge')
  decideBail(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DecideBail) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, DecideBail, asked, body)
  }

  @Post('order-confiscation')
  @Roles('judge')
  orderConfiscation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(OrderConfiscation) }) body: CommandBody<unknown>) {
    return this.desk.on(courtCaseStream, OrderConfiscation, asked, body)
  }
}
