import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, ownOrTakenOver, PageQuery, pageSchema } from '@case-timeline/lists'
import { tableNameOf } from '@case-timeline/projections'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { caseloadView } from '../caseload/caseload.view.ts'
import { COMPENSATION, Compensation, compensationView } from './compensation.view.ts'

@ApiTags('compensation')
@Controller('compensation')
export class CompensationListController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The compensation of the persons whom the caller’s agency supports: claimed, awarded and paid.' })
  @Answers(pageSchema(Compensation), { rows: [COMPENSATION] })
  compensation(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    const conditionIn = (tableIn: typeof tableNameOf) =>
      `exists (select 1 from ${tableIn(caseloadView)} supported where supported.case_id = listed.caseId and supported.person_ref = listed.personRef and (${ownOrTakenOver('supported.supported_by')}))` as const
    return this.lists.ownRows(compensationView, context, page, [{ condition: conditionIn(tableNameOf), conditionIn }])
  }
}
