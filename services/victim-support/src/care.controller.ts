import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  AcknowledgeSafetyIncident,
  commandBody,
  type CommandBody,
  AdmitToShelter,
  AssessNeeds,
  EndReflectionPeriod,
  ExitShelter,
  ProvideAccommodation,
  RecordRestrictiveMeasure,
  ReportSafetyIncident,
  RequireAccommodation,
  ReviewRestrictiveMeasure,
  StartReflectionPeriod,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { personStream } from './person.stream.ts'

@ApiTags('care and safety')
@Controller('cases/:caseId')
export class CareController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('assess-needs')
  @Roles('case-worker', 'support-lead')
  assessNeeds(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AssessNeeds) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, AssessNeeds, asked, body)
  }

  @Post('require-accommodation')
  @Roles('case-worker', 'support-lead')
  requireAccommodation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RequireAccommodation) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, RequireAccommodation, asked, body)
  }

  @Post('provide-accommodation')
  @Roles('case-worker', 'support-lead')
  provideAccommodation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ProvideAccommodation) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, ProvideAccommodation, asked, body)
  }

  @Post('start-reflection-period')
  @Roles('case-worker', 'support-lead')
  startReflectionPeriod(@WhoAsks() asked: Asked, @Body({ schema: commandBody(StartReflectionPeriod) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, StartReflectionPeriod, asked, body)
  }

  @Post('end-reflection-period')
  @Roles('case-worker', 'support-lead')
  endReflectionPeriod(@WhoAsks() asked: Asked, @Body({ schema: commandBody(EndReflectionPeriod) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, EndReflectionPeriod, asked, body)
  }

  @Post('admit-to-shelter')
  @Roles('case-worker', 'support-lead')
  admitToShelter(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AdmitToShelter) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, AdmitToShelter, asked, body)
  }

  @Post('exit-shelter')
  @Roles('case-worker', 'support-lead')
  exitShelter(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ExitShelter) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, ExitShelter, asked, body)
  }

  @Post('record-restrictive-measure')
  @Roles('case-worker', 'support-lead')
  recordRestrictiveMeasure(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordRestrictiveMeasure) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, RecordRestrictiveMeasure, asked, body)
  }

  @Post('review-restrictive-measure')
  @Roles('case-worker', 'support-lead')
  reviewRestrictiveMeasure(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReviewRestrictiveMeasure) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, ReviewRestrictiveMeasure, asked, body)
  }

  @Post('report-safety-incident')
  @Roles('case-worker', 'support-lead')
  reportSafetyIncident(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReportSafetyIncident) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, ReportSafetyIncident, asked, body)
  }

  @Post('acknowledge-safety-incident')
  @Roles('support-lead')
  acknowledgeSafetyIncident(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AcknowledgeSafetyIncident) }) body: CommandBody<unknown>) {
    return this.desk.on(personStream, AcknowledgeSafetyIncident, asked, body)
  }
}
