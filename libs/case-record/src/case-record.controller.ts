import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, ThisService } from '@case-timeline/access'
import {
  CASE_RECORD_SERVICES,
  caseRecordCommandsOf,
  commandBody,
  type CaseRecordCommands,
  type CommandBody,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { caseRecordStreams } from './case-record.stream.ts'

/** The bodies are the same for every sector. */
const commands = caseRecordCommandsOf('investigation')

/** Who works on a case, who must not see it, what it is linked with and what may not be erased: each sector keeps its own record. */
@ApiTags('case record')
@Controller('cases/:caseId')
export class CaseRecordController {
  constructor(
    private readonly desk: CommandDesk,
    private readonly self: ThisService,
  ) {}

  @Post('assign-case-worker')
  @Roles('lead-investigator', 'supervising-prosecutor', 'registrar', 'support-lead', 'records-supervisor')
  assignCaseWorker(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.AssignCaseWorker) }) body: CommandBody<unknown>) {
    return this.on('AssignCaseWorker', asked, body)
  }

  @Post('unassign-case-worker')
  @Roles('lead-investigator', 'supervising-prosecutor', 'registrar', 'support-lead', 'records-supervisor')
  unassignCaseWorker(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.UnassignCaseWorker) }) body: CommandBody<unknown>) {
    return this.on('UnassignCaseWorker', asked, body)
  }

  @Post('exclude-from-access')
  @Roles('records-supervisor')
  excludeFromAccess(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.ExcludeFromAccess) }) body: CommandBody<unknown>) {
    return this.on('ExcludeFromAccess', asked, body)
  }

  @Post('link-cases')
  @Roles('lead-investigator', 'supervising-prosecutor', 'registrar', 'support-lead', 'records-supervisor')
  linkCases(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.LinkCases) }) body: CommandBody<unknown>) {
    return this.on('LinkCases', asked, body)
  }

  @Post('unlink-cases')
  @Roles('lead-investigator', 'supervising-prosecutor', 'registrar', 'support-lead', 'records-supervisor')
  unlinkCases(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.UnlinkCases) }) body: CommandBody<unknown>) {
    return this.on('UnlinkCases', asked, body)
  }

  @Post('merge-person-refs')
  @Roles('records-supervisor')
  mergePersonRefs(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.MergePersonRefs) }) body: CommandBody<unknown>) {
    return this.on('MergePersonRefs', asked, body)
  }

  @Post('unmerge-person-refs')
  @Roles('records-supervisor')
  unmergePersonRefs(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.UnmergePersonRefs) }) body: CommandBody<unknown>) {
    return this.on('UnmergePersonRefs', asked, body)
  }

  @Post('place-legal-hold')
  @Roles('records-supervisor')
  placeLegalHold(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.PlaceLegalHold) }) body: CommandBody<unknown>) {
    return this.on('PlaceLegalHold', asked, body)
  }

  @Post('lift-legal-hold')
  @Roles('records-supervisor')
  liftLegalHold(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.LiftLegalHold) }) body: CommandBody<unknown>) {
    return this.on('LiftLegalHold', asked, body)
  }

  @Post('add-case-note')
  @Roles('lead-investigator', 'investigator', 'prosecutor', 'supervising-prosecutor', 'registrar', 'judge', 'case-worker', 'support-lead')
  addCaseNote(@WhoAsks() asked: Asked, @Body({ schema: commandBody(commands.AddCaseNote) }) body: CommandBody<unknown>) {
    return this.on('AddCaseNote', asked, body)
  }

  private on(name: keyof CaseRecordCommands, asked: Asked, body: CommandBody<unknown>) {
    const service = CASE_RECORD_SERVICES.find((one) => one === this.self.service)
    if (!service) throw new Error(`${this.self.service} keeps no record of cases`)
    return this.desk.on(caseRecordStreams[service], commands[name], asked, body)
  }
}
