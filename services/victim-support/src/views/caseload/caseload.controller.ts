import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { pageOf, PageQuery } from '@case-timeline/case-file'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { SupportedPersonTable } from './caseload.entity.ts'

@ApiTags('caseload')
@Controller('caseload')
export class CaseloadController {
  constructor(private readonly db: DataSource) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The persons whom the caller’s agency supports: what was done for each, and what is next. An organisation to which she was referred sees none.',
  })
  caseload(@WhoAsks() { actor }: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const own = this.db
      .getRepository(SupportedPersonTable)
      .createQueryBuilder('listed')
      .where('listed.supportedBy = :agencyId', { agencyId: actor.agencyId })
    return pageOf(own, 'personRef', page, actor.userId)
  }
}
