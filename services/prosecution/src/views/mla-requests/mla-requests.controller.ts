import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { MlaRequestTable } from './mla-requests.entity.ts'
import { MLA_REQUEST, MlaRequest, mlaRequestsView } from './mla-requests.view.ts'

@ApiTags('mutual assistance')
@Controller('mla-requests')
export class MlaRequestsController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('prosecutor', 'supervising-prosecutor', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The requests for mutual legal assistance in the cases of the caller’s agency, sent and received.' })
  @Answers(pageSchema(MlaRequest), { rows: [MLA_REQUEST] })
  requests(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const rows = this.db.getRepository(MlaRequestTable).createQueryBuilder('listed')
    const reader = readerOf(asked, this.self)
    return pageOf(ofCasesOf(rows, reader), mlaRequestsView, page, reader, this.confidentiality)
  }
}
