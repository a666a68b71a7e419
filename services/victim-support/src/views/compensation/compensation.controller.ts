import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { pageOf, PageQuery } from '@case-timeline/case-file'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { CompensationTable } from './compensation.entity.ts'

@ApiTags('compensation')
@Controller('compensation')
export class CompensationListController {
  constructor(private readonly db: DataSource) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'What the persons whom the caller’s agency supports claimed, were awarded and got.' })
  compensation(@WhoAsks() { actor }: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const own = this.db
      .getRepository(CompensationTable)
      .createQueryBuilder('listed')
      .where(
        `exists (select 1 from caseload_v1 hers where hers.case_id = listed.caseId and hers.person_ref = listed.personRef and hers.supported_by = :agencyId)`,
        { agencyId: actor.agencyId },
      )
    return pageOf(own, 'personRef', page, actor.userId)
  }
}
