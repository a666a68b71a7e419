import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { CooperationRequestTable } from './cooperation-requests.entity.ts'
import { COOPERATION_REQUEST, CooperationRequest, cooperationRequestsView } from './cooperation-requests.view.ts'
import { RESPONSE_TIMES, responseTimes, ResponseTimesShown } from './response-times.ts'

@ApiTags('cooperation')
@Controller('cooperation-requests')
@Roles('lead-investigator', 'investigator', 'records-supervisor')
@Reveals('case-facts')
export class CooperationRequestsController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What was asked of police abroad in the cases of the caller’s agency, and what they answered.' })
  @Answers(pageSchema(CooperationRequest), { rows: [COOPERATION_REQUEST] })
  requests(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const rows = this.db.getRepository(CooperationRequestTable).createQueryBuilder('listed')
    const reader = readerOf(asked, this.self)
    return pageOf(ofCasesOf(rows, reader), cooperationRequestsView, page, reader, this.confidentiality)
  }

  @Get('response-times')
  @ApiOperation({ summary: 'How fast one country answers another, per standing mechanism, over the cases of the caller’s agency.' })
  @Answers(ResponseTimesShown, RESPONSE_TIMES)
  responseTimes(@WhoAsks() asked: Asked) {
    return responseTimes(this.db, readerOf(asked, this.self), this.confidentiality)
  }
}
