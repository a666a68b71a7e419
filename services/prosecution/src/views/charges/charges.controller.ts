import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { Charge, CHARGE, chargesView } from './charges.view.ts'

@ApiTags('charges')
@Controller('charges')
export class ChargeListController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('prosecutor', 'supervising-prosecutor', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The charges in the cases of the caller’s agency, each in its current form and state.' })
  @Answers(pageSchema(Charge), { rows: [CHARGE] })
  charges(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.lists.inCasesOfAgency(chargesView, context, page)
  }
}
