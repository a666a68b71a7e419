import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, CollectEvidence, TransferEvidenceCustody } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { evidenceStream } from './evidence.stream.ts'

@ApiTags('evidence')
@Controller('cases/:caseId')
export class EvidenceController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('collect-evidence')
  @Roles('lead-investigator', 'investigator')
  collectEvidence(@WhoAsks() asked: Asked, @Body({ schema: commandBody(CollectEvidence) }) body: CommandBody<unknown>) {
    return this.desk.on(evidenceStream, CollectEvidence, asked, body)
  }

  @Post('transfer-evidence-custody')
  @Roles('lead-investigator', 'investigator')
  transferEvidenceCustody(@WhoAsks() asked: Asked, @Body({ schema: commandBody(TransferEvidenceCustody) }) body: CommandBody<unknown>) {
    return this.desk.on(evidenceStream, TransferEvidenceCustody, asked, body)
  }
}
