import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { HEARING, Hearing, hearingsView } from './hearings.view.ts'

@ApiTags('hearings')
@Controller('hearings')
export class HearingListController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('registrar', 'judge', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'The hearings in the cases of the caller’s court: date, accommodations, adjournments and who caused them.',
  })
  @Answers(pageSchema(Hearing), { rows: [HEARING] })
  hearings(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.lists.inCasesOfAgency(hearingsView, context, page)
  }
}
