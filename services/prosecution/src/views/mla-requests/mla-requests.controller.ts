import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery } from '@case-timeline/case-file'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { MlaRequestTable } from './mla-requests.entity.ts'

@ApiTags('mutual assistance')
@Controller('mla-requests')
export class MlaRequestsController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
  ) {}

  @Get()
  @Roles('prosecutor', 'supervising-prosecutor', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The requests for mutual legal assistance in the cases of the caller’s agency, sent and received.' })
  requests(@WhoAsks() { actor }: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const rows = this.db.getRepository(MlaRequestTable).createQueryBuilder('listed')
    return pageOf(ofCasesOf(rows, { ...actor, receivingAgency: this.self.receivingAgency }), 'requestId', page, actor.userId)
  }
}
