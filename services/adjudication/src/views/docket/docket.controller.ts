import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { disclosedFrom, Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { DOCKET_ENTRY, docketEntryOf, DocketEntryShown } from './case-on-docket.ts'
import { docketView } from './docket.view.ts'

@ApiTags('docket')
@Controller('docket')
export class DocketController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('registrar', 'judge', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The docket of the caller’s court: registered cases, indictments to register and applications before an indictment, with their charges and pending decisions; the state of each part of a case, and of each accused.',
  })
  @Answers(pageSchema(DocketEntryShown), { rows: [DOCKET_ENTRY] })
  async docket(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    const listed = await this.lists.inCasesOfAgency(docketView, context, page, `listed.state <> 'notFiled'`)
    return disclosedFrom(listed, ({ rows, ...rest }) => ({ rows: rows.map(docketEntryOf), ...rest }))
  }
}
