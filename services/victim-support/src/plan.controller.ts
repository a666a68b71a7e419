import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, AgreeSupportPlan, DeliverService, ReviewSupportPlan } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { planStream } from './plan.stream.ts'

@ApiTags('support plan')
@Controller('cases/:caseId')
export class PlanController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('agree-support-plan')
  @Roles('case-worker', 'support-lead')
  agreeSupportPlan(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AgreeSupportPlan) }) body: CommandBody<unknown>) {
    return this.desk.on(planStream, AgreeSupportPlan, asked, body)
  }

  @Post('review-support-plan')
  @Roles('case-worker', 'support-lead')
  reviewSupportPlan(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReviewSupportPlan) }) body: CommandBody<unknown>) {
    return this.desk.on(planStream, ReviewSupportPlan, asked, body)
  }

  @Post('deliver-service')
  @Roles('case-worker', 'support-lead')
  deliverService(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DeliverService) }) body: CommandBody<unknown>) {
    return this.desk.on(planStream, DeliverService, asked, body)
  }
}
