import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { ChargeTable } from './charges.entity.ts'
import { Charge, CHARGE, chargesView } from './charges.view.ts'

@ApiTags('charges')
@Controller('charges')
export class ChargeListController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('prosecutor', 'supervising-prosecutor', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The charges in the cases of the caller’s agency as they read now, and how far each has come.' })
  @Answers(pageSchema(Charge), { rows: [CHARGE] })
  charges(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const rows = this.db.getRepository(ChargeTable).createQueryBuilder('listed')
    const reader = readerOf(asked, this.self)
    return pageOf(ofCasesOf(rows, reader), chargesView, page, reader, this.confidentiality)
  }
}
