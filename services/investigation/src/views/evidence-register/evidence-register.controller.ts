import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { EVIDENCE_ITEM, EvidenceItem, evidenceRegisterView } from './evidence-register.view.ts'

@ApiTags('evidence')
@Controller('evidence-register')
export class EvidenceRegisterController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('lead-investigator', 'investigator', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'The items of evidence in the cases of the caller’s agency: custodian, chain of custody, dossiers, certificates and ruling.',
  })
  @Answers(pageSchema(EvidenceItem), { rows: [EVIDENCE_ITEM] })
  register(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.lists.inCasesOfAgency(evidenceRegisterView, context, page)
  }
}
