import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  DecideDecisionReview,
  FileCompensationClaim,
  NotifyVictim,
  RecordTestimonyConsent,
  RecordVictimViews,
  RequestDecisionReview,
  SeekProtectionMeasures,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { prosecutionStream } from './prosecution.stream.ts'

@ApiTags('victims')
@Controller('cases/:caseId')
export class VictimsController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('record-victim-views')
  @Roles('prosecutor', 'supervising-prosecutor')
  recordVictimViews(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordVictimViews) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, RecordVictimViews, asked, body)
  }

  @Post('seek-protection-measures')
  @Roles('prosecutor', 'supervising-prosecutor')
  seekProtectionMeasures(@WhoAsks() asked: Asked, @Body({ schema: commandBody(SeekProtectionMeasures) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, SeekProtectionMeasures, asked, body)
  }

  @Post('record-testimony-consent')
  @Roles('prosecutor', 'supervising-prosecutor')
  recordTestimonyConsent(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordTestimonyConsent) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, RecordTestimonyConsent, asked, body)
  }

  @Post('file-compensation-claim')
  @Roles('prosecutor', 'supervising-prosecutor')
  fileCompensationClaim(@WhoAsks() asked: Asked, @Body({ schema: commandBody(FileCompensationClaim) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, FileCompensationClaim, asked, body)
  }

  @Post('notify-victim')
  @Roles('prosecutor', 'supervising-prosecutor')
  notifyVictim(@WhoAsks() asked: Asked, @Body({ schema: commandBody(NotifyVictim) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, NotifyVictim, asked, body)
  }

  @Post('request-decision-review')
  @Roles('prosecutor', 'supervising-prosecutor')
  requestDecisionReview(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RequestDecisionReview) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, RequestDecisionReview, asked, body)
  }

  @Post('decide-decision-review')
  @Roles('supervising-prosecutor')
  decideDecisionReview(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DecideDecisionReview) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, DecideDecisionReview, asked, body)
  }
}
