import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, ownInCase, ownOrTakenOver, PageQuery, pageSchema } from '@case-timeline/lists'
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
    const own = `${ownOrTakenOver('listed.supportedBy')} or ${ownInCase('listed.caredForBy')}` as const
    return this.lists.ownRows(caseloadView, context, page, own)
  }
}
