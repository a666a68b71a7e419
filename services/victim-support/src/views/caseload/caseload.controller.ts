import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, ownInCase, PageQuery, pageSchema, rowsOfOffice } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { caseloadView, SUPPORTED_PERSON, SupportedPerson } from './caseload.view.ts'

@ApiTags('caseload')
@Controller('caseload')
export class CaseloadController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The persons whom the caller’s agency supports, or for whom it assessed the risk, agreed a plan or had a place in a shelter: what was done for each, and what is next. An organisation that only received a referral sees none of them.',
  })
  @Answers(pageSchema(SupportedPerson), { rows: [SUPPORTED_PERSON] })
  caseload(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    // Of all whom the agency cares for, the others are found by an index that leaves out whom their own office cares for.
    const others = `listed.caredForBy <> array[ listed.supportedBy ] and listed.supportedBy <> :agencyId` as const
    const own = [
      ...rowsOfOffice('listed.supportedBy'),
      { condition: `${others} and ${ownInCase('listed.caredForBy')}`, areGathered: true },
    ] as const
    return this.lists.ownRows(caseloadView, context, page, own)
  }
}
