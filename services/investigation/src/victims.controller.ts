import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  ConductInterview,
  DetermineVictimStatus,
  RecogniseForeignIdentification,
  RecordTraffickingEpisode,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { investigationStream } from './investigation.stream.ts'

@ApiTags('victims')
@Controller('cases/:caseId')
export class VictimsController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('determine-victim-status')
  @Roles('lead-investigator')
  determineVictimStatus(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DetermineVictimStatus) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, DetermineVictimStatus, asked, body)
  }

  @Post('recognise-foreign-identification')
  @Roles('lead-investigator')
  recogniseForeignIdentification(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(RecogniseForeignIdentification) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(investigationStream, RecogniseForeignIdentification, asked, body)
  }

  @Post('conduct-interview')
  @Roles('lead-investigator', 'investigator')
  conductInterview(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ConductInterview) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, ConductInterview, asked, body)
  }

  @Post('record-trafficking-episode')
  @Roles('lead-investigator', 'investigator')
  recordTraffickingEpisode(@WhoAsks() asked: Asked, @Body({ schema: commandBody(RecordTraffickingEpisode) }) body: CommandBody<unknown>) {
    return this.desk.on(investigationStream, RecordTraffickingEpisode, asked, body)
  }
}
