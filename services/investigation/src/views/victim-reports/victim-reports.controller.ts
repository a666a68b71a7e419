import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema, rowsOfOffice } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { VICTIM_REPORT, VictimReport, victimReportsView } from './victim-reports.view.ts'

@ApiTags('victim reports')
@Controller('victim-reports')
export class VictimReportsController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('lead-investigator', 'investigator', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'What victims let victim support report to the caller’s agency. Open the case under its id to investigate; after a withdrawal nothing further comes.',
  })
  @Answers(pageSchema(VictimReport), { rows: [VICTIM_REPORT] })
  reports(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.lists.ownRows(victimReportsView, context, page, rowsOfOffice('listed.toAgency'))
  }
}
