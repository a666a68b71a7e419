import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles } from '@case-timeline/access'
import { pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { SupportedPersonTable } from './caseload.entity.ts'
import { caseloadView, SUPPORTED_PERSON, SupportedPerson } from './caseload.view.ts'

@ApiTags('caseload')
@Controller('caseload')
export class CaseloadController {
  constructor(
    private readonly db: DataSource,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The persons whom the caller’s agency supports: what was done for each, and what is next. An organisation to which she was referred sees none.',
  })
  @Answers(pageSchema(SupportedPerson), { rows: [SUPPORTED_PERSON] })
  caseload(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const own = this.db
      .getRepository(SupportedPersonTable)
      .createQueryBuilder('listed')
      .where('listed.supportedBy = :agencyId', { agencyId: asked.actor.agencyId })
    return pageOf(own, caseloadView, page, readerOf(asked), this.confidentiality)
  }
}
