import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { DOCKET_ENTRY, DocketEntryShown, docketView } from './docket.view.ts'

@ApiTags('docket')
@Controller('docket')
export class DocketController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('registrar', 'judge', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'The docket of the caller’s court: registered cases and indictments to register, with their charges and pending decisions.',
  })
  @Answers(pageSchema(DocketEntryShown), { rows: [DOCKET_ENTRY] })
  docket(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.lists.inCasesOfAgency(docketView, context, page, `listed.state <> 'notFiled'`)
  }
}
