import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles } from '@case-timeline/access'
import { pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { tableNameOf } from '@case-timeline/projections'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { caseloadView } from '../caseload/caseload.view.ts'
import { CompensationTable } from './compensation.entity.ts'
import { COMPENSATION, Compensation, compensationView } from './compensation.view.ts'

@ApiTags('compensation')
@Controller('compensation')
export class CompensationListController {
  constructor(
    private readonly db: DataSource,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'What the persons whom the caller’s agency supports claimed, were awarded and got.' })
  @Answers(pageSchema(Compensation), { rows: [COMPENSATION] })
  compensation(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const own = this.db
      .getRepository(CompensationTable)
      .createQueryBuilder('listed')
      .where(
        `exists (select 1 from ${tableNameOf(caseloadView)} hers where hers.case_id = listed.caseId and hers.person_ref = listed.personRef and hers.supported_by = :agencyId)`,
        { agencyId: asked.actor.agencyId },
      )
    return pageOf(own, compensationView, page, readerOf(asked), this.confidentiality)
  }
}
