import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { pageOf, PageQuery } from '@case-timeline/case-file'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { ConsentTable } from './consents.entity.ts'
import { shownTo } from './consents.view.ts'

@ApiTags('consents')
@Controller('consents')
export class ConsentsController {
  constructor(private readonly db: DataSource) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The consents that the caller’s agency recorded, and those that name it as a recipient, as they hold now.' })
  async consents(@WhoAsks() { actor: { agencyId, userId } }: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const own = this.db
      .getRepository(ConsentTable)
      .createQueryBuilder('listed')
      .where('(listed.recordedBy = :agencyId or listed.holders @> array[:agencyId])', { agencyId })
    const { rows, next } = await pageOf(own, 'consentId', page, userId)
    return { rows: rows.map((consent) => shownTo(agencyId, consent)), next }
  }
}
