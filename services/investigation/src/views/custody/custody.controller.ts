import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { Custody, CUSTODY, custodyView } from './custody.view.ts'

@ApiTags('custody')
@Controller('custody')
export class CustodyListController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('lead-investigator', 'investigator', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The persons who are or were held in the cases of the caller’s agency: authority, end of the order, and whether the person is a presumed victim.',
  })
  @Answers(pageSchema(Custody), { rows: [CUSTODY] })
  custody(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    // The view also contains presumed victims who were never held.
    return this.lists.inCasesOfAgency(custodyView, context, page, `listed.state <> 'neverHeld'`)
  }
}
