import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, obeying, Reveals, Roles } from '@case-timeline/access'
import { pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { ConsentTable } from './consents.entity.ts'
import { CONSENT, consentsView, ShownConsent, shownTo } from './consents.view.ts'

@ApiTags('consents')
@Controller('consents')
export class ConsentsController {
  constructor(
    private readonly db: DataSource,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The consents that the caller’s agency recorded, and those that name it as a recipient, as they hold now.' })
  @Answers(pageSchema(ShownConsent), { rows: [CONSENT] })
  async consents(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const { agencyId } = asked.actor
    const own = this.db
      .getRepository(ConsentTable)
      .createQueryBuilder('listed')
      .where('(listed.recordedBy = :agencyId or listed.holders @> array[:agencyId])', { agencyId })
    const { rows, ...rest } = await pageOf(own, consentsView, page, readerOf(asked), this.confidentiality)
    return obeying({ rows: rows.map((consent) => shownTo(agencyId, consent)), ...rest })
  }
}
