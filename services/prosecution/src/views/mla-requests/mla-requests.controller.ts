import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { MLA_REQUEST, MlaRequest, mlaRequestsView } from './mla-requests.view.ts'

@ApiTags('mutual assistance')
@Controller('mla-requests')
export class MlaRequestsController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('prosecutor', 'supervising-prosecutor', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The requests for mutual legal assistance in the cases of the caller’s agency, sent and received.' })
  @Answers(pageSchema(MlaRequest), { rows: [MLA_REQUEST] })
  requests(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.lists.inCasesOfAgency(mlaRequestsView, context, page)
  }
}
